package org.mekiki.onnx.network;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {
  @TempDir private Path folder;

  @Test
  void readsEachType() throws IOException {
    ByteBuffer data = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    data.putFloat(1.5f).putFloat(-3e-20f);
    data.putShort((short) 0x3e00).putShort((short) 0x8001);
    data.putShort((short) 0x3fc0).putShort((short) 0xff7f);
    Path file =
        write(
            "{\"__metadata__\":{\"format\":\"pt\"},"
                + "\"a\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[0,8]},"
                + "\"c\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[12,16]},"
                + "\"b\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[8,12]}}  ",
            data.array());
    try (Safetensors weights = Safetensors.open(file)) {
      assertThat(weights.get("a", 2, 1)).containsExactly(1.5f, -3e-20f);
      assertThat(weights.get("b", 2)).containsExactly(1.5f, -0x1p-24f);
      assertThat(weights.get("c", 2)).containsExactly(1.5f, -0x1.fep127f);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0x0000, 0.0",
    "0x8000, -0.0",
    "0x0001, 5.9604645E-8", // smallest
    "0x03ff, 6.097555E-5", // largest subnormal
    "0x0400, 6.1035156E-5", // smallest normal
    "0x3555, 0.33325195",
    "0xc000, -2.0",
    "0x7bff, 65504.0", // largest
    "0x7c00, Infinity",
    "0xfc00, -Infinity",
    "0x7e00, NaN"
  })
  void convertsHalves(String bits, float value) {
    assertThat(Safetensors.fromHalf((short) (int) Integer.decode(bits)))
        .isEqualTo(Float.valueOf(value));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "[]|its header does not begin with {",
        "{\"a\"|its header is not JSON, or names a tensor twice",
        "{} {}|its header is not JSON",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
            + "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}"
            + "|names a tensor twice",
        "{\"a\":{\"dtype\":\"F33\",\"shape\":[2],\"data_offsets\":[0,8]}}"
            + "|tensor 'a' has dtype 'F33', which is unknown",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}"
            + "|tensor 'a' has shape [-2]: whole numbers from 0 on are valid",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":2,\"data_offsets\":[0,8]}}|tensor 'a' has no shape",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8]}}"
            + "|tensor 'a' has data_offsets [8], not [begin, end]",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}"
            + "|tensor 'a' has data_offsets [8, 0], not [begin, end]",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}"
            + "|tensor 'a' is F32 [3], 12 bytes, but its data_offsets [0, 8] hold 8",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,8]}}"
            + "|tensor 'a' has shape [4294967296, 4294967296], more than can be counted",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,8]}}"
            + "|tensor 'a' has shape [1.5]",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}"
            + "|tensor 'a' begins at byte 4, but the one before it ends at 0",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}"
            + "|tensor 'b' begins at byte 4, but the one before it ends at 8",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}"
            + "|its tensors fill 4 bytes, but 8 follow the header",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]}}"
            + "|its tensors fill 16 bytes, but 8 follow the header",
      })
  void refusesAHeaderThatContradictsItselfOrTheFile(String header, String message)
      throws IOException {
    Path file = write(header, new byte[8]);
    assertThatThrownBy(() -> Safetensors.open(file))
        .isInstanceOf(OnnxException.class)
        .hasMessageStartingWith("weights " + file + " can't be used: ")
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1",
    "101, 101",
    "100000001, 100000001",
    "-1, 18446744073709551615",
    "4294967306, 4294967306"
  })
  void refusesAHeaderLongerThanTheFileOrTheLimit(long length, String shown) throws IOException {
    byte[] bytes = new byte[108];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
    Path file = Files.write(folder.resolve("w.safetensors"), bytes);
    assertThatThrownBy(() -> Safetensors.open(file))
        .hasMessageContaining(
            "its header would have %s bytes; 2 to 100000000 are valid, and the file has 108",
            shown);
  }

  @Test
  void refusesAFileTooShortForALength() throws IOException {
    Path file = Files.write(folder.resolve("w.safetensors"), new byte[5]);
    assertThatThrownBy(() -> Safetensors.open(file))
        .hasMessageContaining("it has 5 bytes, fewer than the 8 of a header's length");
    assertThatThrownBy(() -> Safetensors.open(folder.resolve("none")))
        .isInstanceOf(OnnxException.class)
        .hasMessageContaining("none can't be read");
  }

  @Test
  void namesWhatAnotherNetworksWeightsLack() throws IOException {
    Path file =
        write(
            "{\"conv1.weight\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
                + "\"steps\":{\"dtype\":\"I32\",\"shape\":[],\"data_offsets\":[4,8]}}",
            new byte[] {0, 0, (byte) 0xc0, 0x7f, 0, 0, 0, 0});
    try (Safetensors weights = Safetensors.open(file)) {
      assertThatThrownBy(() -> weights.get("conv.weight", 1))
          .hasMessageContaining("it has no tensor 'conv.weight'; nearest are 'conv1.weight'");
      assertThatThrownBy(() -> weights.get("conv1.weight", 64, 3))
          .hasMessageContaining(
              "tensor 'conv1.weight' has shape [1], but this network needs [64, 3]");
      assertThatThrownBy(() -> weights.get("steps"))
          .hasMessageContaining("tensor 'steps' is I32; weights are read as F32, F16 or BF16");
      assertThatThrownBy(() -> weights.get("conv1.weight", 1))
          .hasMessageContaining("tensor 'conv1.weight' has a value that is NaN");
    }
  }

  private Path write(String header, byte[] data) throws IOException {
    byte[] text = header.getBytes(UTF_8);
    ByteBuffer file = ByteBuffer.allocate(8 + text.length + data.length);
    file.order(ByteOrder.LITTLE_ENDIAN).putLong(text.length).put(text).put(data);
    return Files.write(folder.resolve("w.safetensors"), file.array());
  }
}
