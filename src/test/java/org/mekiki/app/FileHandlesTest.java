package org.mekiki.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FileHandlesTest {
  @Test
  void tooFewAreRefusedWithWhatToDo() {
    assertThat(FileHandles.problem(511))
        .hasValue(
            "this process may have 511 file handles, and needs 512 at least: raise its limit"
                + " (ulimit -n, LimitNOFILE=), 4096 are plenty");
  }

  @Test
  void enoughAreTaken() {
    assertThat(FileHandles.problem(512)).isEmpty();
    assertThat(FileHandles.problem()).isEmpty();
  }
}
