package org.mekiki.onnx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.mekiki.onnx.network.Architecture;
import org.mekiki.onnx.network.RandomWeights;
import org.mekiki.onnx.network.Weights;

/** Writes the weights that a network asks for: random ones, in BF16 to be small. */
public final class SafetensorsWriter {
  private SafetensorsWriter() {}

  public static void write(Path file, Architecture architecture, int side) throws IOException {
    Map<String, float[]> values = new LinkedHashMap<>();
    StringBuilder header = new StringBuilder();
    RandomWeights random = new RandomWeights(5);
    int[] end = {0};
    Weights recorder =
        (name, shape) -> {
          float[] drawn = random.get(name, shape);
          values.put(name, drawn);
          header.append(header.isEmpty() ? '{' : ',');
          header.append(
              String.format(
                  Locale.ROOT,
                  "\"%s\":{\"dtype\":\"BF16\",\"shape\":%s,\"data_offsets\":[%d,%d]}",
                  name,
                  Arrays.toString(shape),
                  end[0],
                  end[0] + 2 * drawn.length));
          end[0] += 2 * drawn.length;
          return drawn;
        };
    architecture.builder().build("x", recorder, side);
    byte[] text = header.append('}').toString().getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(8 + text.length + end[0]).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(text.length).put(text);
    for (float[] drawn : values.values()) {
      for (float value : drawn) {
        bytes.putShort((short) (Float.floatToIntBits(value) >>> 16));
      }
    }
    Files.write(file, bytes.array());
  }
}
