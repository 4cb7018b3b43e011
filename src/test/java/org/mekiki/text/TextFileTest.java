package org.mekiki.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextFileTest {
  @TempDir private Path folder;

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("text"), bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
  void aByteOrderMarkIsNoPartOfTheText(String charset) throws IOException {
    Path file = file("\uFEFFPrüfling = 検査\r\nb".getBytes(Charset.forName(charset)));
    assertThat(TextFile.lines(file)).containsExactly("Prüfling = 検査", "b");
    assertThat(TextFile.read(file)).isEqualTo("Prüfling = 検査\r\nb");
  }

  @Test
  void withoutAMarkItIsUtf8() throws IOException {
    assertThat(TextFile.read(file("für".getBytes(StandardCharsets.UTF_8)))).isEqualTo("für");
    assertThat(TextFile.read(file(new byte[0]))).isEmpty();
    assertThatThrownBy(() -> TextFile.read(file(new byte[] {'f', (byte) 0xfc, 'r'})))
        .isInstanceOf(MalformedInputException.class);
  }
}
