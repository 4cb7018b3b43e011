package org.mekiki.app.rescore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedWriter;
import java.io.FilterWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.terminal.CommandException;

class RescoredFileTest {
  @TempDir private Path folder;

  private Path out;

  @BeforeEach
  void name() {
    out = folder.resolve("again.jsonl");
  }

  @Test
  void aFinishedFileStays() throws IOException {
    try (RescoredFile file = RescoredFile.create(out)) {
      file.write("{}");
      file.write("[]");
      file.finish();
      assertThat(out).hasContent("{}\n[]\n");
    }
    assertThat(out).hasContent("{}\n[]\n");
    assertThatThrownBy(() -> RescoredFile.create(out))
        .hasMessage("--out " + out + " is there already; name a new file");
  }

  @Test
  void anUnfinishedOneIsDeletedSoThatTheNextTryCanHaveItsName() throws IOException {
    try (RescoredFile file = RescoredFile.create(out)) {
      file.write("{}");
      assertThat(out).exists();
    }
    assertThat(out).doesNotExist();
  }

  /** The last lines reach the disk only when the file is finished. */
  @Test
  void aDiskThatIsFullAtTheEndIsToldByNameAndWithAdvice() throws IOException {
    BufferedWriter full =
        new BufferedWriter(
            new FilterWriter(Files.newBufferedWriter(out)) {
              @Override
              public void write(char[] text, int from, int length) throws IOException {
                throw new IOException("No space left on device");
              }
            });
    RescoredFile file = new RescoredFile(out, full);
    file.write("{}");

    assertThatThrownBy(file::finish)
        .isInstanceOf(CommandException.class)
        .hasMessage(
            "'%s' can't be written: its disk is full; free some space, or name a place on another"
                + " disk",
            out);
    file.close();
    assertThat(out).doesNotExist();
  }
}
