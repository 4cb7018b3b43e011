package org.mekiki.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class NativeLibrariesTest {
  @Test
  void aFullDiskBehindAClassThatCannotBeMadeIsSaidWithTheFolders() {
    LinkageError failure =
        new ExceptionInInitializerError(
            new IllegalStateException(
                "Unable to load the RocksDB shared library",
                new IOException("No space left on device")));
    assertThat(NativeLibraries.sentence(failure))
        .hasValueSatisfying(
            sentence ->
                assertThat(sentence)
                    .startsWith("a native library can't be loaded: No space left on device. ")
                    .contains(System.getProperty("java.io.tmpdir") + " and ")
                    .contains("need 160 MB, and must not be mounted noexec")
                    .endsWith("by -Djava.io.tmpdir and -Dorg.bytedeco.javacpp.cachedir"));
  }

  @Test
  void aFolderThatNothingMayRunInIsToldInTheLinkersWords() {
    LinkageError failure = new UnsatisfiedLinkError("no jniopenblas in java.library.path");
    failure.initCause(new UnsatisfiedLinkError("x.so: failed to map segment"));
    assertThat(NativeLibraries.sentence(failure))
        .hasValueSatisfying(
            sentence -> assertThat(sentence).contains("can't be loaded: x.so: failed to map"));
  }

  @Test
  void aMissingClassIsNoNativeLibrary() {
    assertThat(NativeLibraries.sentence(new NoClassDefFoundError("org/x/Y"))).isEmpty();
  }
}
