package org.mekiki.onnx.network;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.errorprone.annotations.FormatMethod;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.mekiki.text.DidYouMean;
import org.mekiki.text.FileFault;
import org.mekiki.text.Text;

/**
 * Weights in a safetensors file: 8 bytes with the header's length, little-endian; the header, JSON
 * {@code {"name": {"dtype": "F32", "shape": [64, 3], "data_offsets": [0, 768]}, …}}; then the
 * tensors' bytes, without gaps (github.com/huggingface/safetensors).
 *
 * <p>The file comes from somewhere else, so nothing in it is believed: every number of the header
 * is checked against the file and against the others before it is used, and at most one tensor is
 * in memory. Not thread-safe.
 */
public final class Safetensors implements Weights, AutoCloseable {
  /** The reference reader's limit. */
  static final long MAX_HEADER_BYTES = 100_000_000;

  private static final int LENGTH_BYTES = 8;
  private static final String METADATA = "__metadata__";

  /** Bytes of one value; those that can be read as floats come first. */
  private static final Map<String, Integer> TYPES =
      Map.ofEntries(
          Map.entry("F32", 4),
          Map.entry("F16", 2),
          Map.entry("BF16", 2),
          Map.entry("F64", 8),
          Map.entry("I64", 8),
          Map.entry("U64", 8),
          Map.entry("I32", 4),
          Map.entry("U32", 4),
          Map.entry("I16", 2),
          Map.entry("U16", 2),
          Map.entry("I8", 1),
          Map.entry("U8", 1),
          Map.entry("BOOL", 1),
          Map.entry("F8_E4M3", 1),
          Map.entry("F8_E5M2", 1));

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private record Tensor(String name, String type, List<Long> shape, long begin, long end) {}

  private final Path file;
  private final FileChannel channel;
  private final long dataStart;
  private final Map<String, Tensor> tensors = new TreeMap<>();

  private Safetensors(Path file, FileChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    long size = channel.size();
    if (size < LENGTH_BYTES) {
      throw refused("it has %d bytes, fewer than the %d of a header's length", size, LENGTH_BYTES);
    }
    long header = read(0, LENGTH_BYTES).getLong();
    if (header < 2 || header > MAX_HEADER_BYTES || header > size - LENGTH_BYTES) {
      throw refused(
          "its header would have %s bytes; 2 to %d are valid, and the file has %d",
          Long.toUnsignedString(header), MAX_HEADER_BYTES, size);
    }
    this.dataStart = LENGTH_BYTES + header;
    readHeader(header);
    requireNoGaps(size - dataStart);
  }

  /**
   * Opens a file and checks its header.
   *
   * @throws OnnxException if it can't be read or is not a valid safetensors file
   */
  public static Safetensors open(Path file) {
    FileChannel channel = null;
    try {
      channel = FileChannel.open(file, StandardOpenOption.READ);
      Safetensors opened = new Safetensors(file, channel);
      channel = null;
      return opened;
    } catch (IOException e) {
      throw new OnnxException("weights " + file + " can't be read: " + FileFault.of(e), e);
    } finally {
      closeQuietly(channel);
    }
  }

  private static void closeQuietly(FileChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        throw new OnnxException("weights can't be closed: " + e, e);
      }
    }
  }

  private void readHeader(long length) throws IOException {
    ByteBuffer bytes = read(LENGTH_BYTES, Math.toIntExact(length));
    if (bytes.get(0) != '{') {
      throw refused("its header does not begin with {");
    }
    JsonNode header;
    try {
      header = JSON.readTree(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
    } catch (CharacterCodingException | com.fasterxml.jackson.core.JacksonException e) {
      throw refused("its header is not JSON, or names a tensor twice: %s", firstLine(e));
    }
    Iterator<Map.Entry<String, JsonNode>> fields = header.fields();
    while (fields.hasNext()) {
      Map.Entry<String, JsonNode> field = fields.next();
      if (!field.getKey().equals(METADATA)) {
        tensors.put(field.getKey(), tensor(field.getKey(), field.getValue()));
      }
    }
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private Tensor tensor(String name, JsonNode entry) {
    String type = entry.path("dtype").asText();
    if (!TYPES.containsKey(type)) {
      throw refused("tensor '%s' has dtype '%s', which is unknown", name, type);
    }
    List<Long> shape = longs(name, "shape", entry.path("shape"));
    List<Long> offsets = longs(name, "data_offsets", entry.path("data_offsets"));
    if (offsets.size() != 2 || offsets.get(0) > offsets.get(1)) {
      throw refused("tensor '%s' has data_offsets %s, not [begin, end]", name, offsets);
    }
    long bytes = TYPES.get(type);
    try {
      for (long side : shape) {
        bytes = Math.multiplyExact(bytes, side);
      }
    } catch (ArithmeticException e) {
      throw refused("tensor '%s' has shape %s, more than can be counted", name, shape);
    }
    if (bytes != offsets.get(1) - offsets.get(0)) {
      throw refused(
          "tensor '%s' is %s %s, %d bytes, but its data_offsets %s hold %d",
          name, type, shape, bytes, offsets, offsets.get(1) - offsets.get(0));
    }
    return new Tensor(name, type, shape, offsets.get(0), offsets.get(1));
  }

  private List<Long> longs(String tensor, String key, JsonNode array) {
    List<Long> values = new ArrayList<>();
    for (JsonNode value : array) {
      if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
        throw refused(
            "tensor '%s' has %s %s: whole numbers from 0 on are valid", tensor, key, array);
      }
      values.add(value.longValue());
    }
    if (!array.isArray()) {
      throw refused("tensor '%s' has no %s", tensor, key);
    }
    return values;
  }

  /** Every byte belongs to one tensor: what lies beside or beneath another is no honest file. */
  private void requireNoGaps(long dataBytes) {
    List<Tensor> inOrder =
        tensors.values().stream()
            .sorted(Comparator.comparingLong(Tensor::begin).thenComparingLong(Tensor::end))
            .toList();
    long at = 0;
    for (Tensor tensor : inOrder) {
      if (tensor.begin() != at) {
        throw refused(
            "tensor '%s' begins at byte %d, but the one before it ends at %d: tensors must not"
                + " overlap or leave gaps",
            tensor.name(), tensor.begin(), at);
      }
      at = tensor.end();
    }
    if (at != dataBytes) {
      throw refused(
          "its tensors fill %d bytes, but %d follow the header: it was cut short or has something"
              + " added",
          at, dataBytes);
    }
  }

  @Override
  public float[] get(String name, int... shape) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw refused(
          "it has no tensor '%s'; nearest are %s: it holds another network",
          name, DidYouMean.quoted(name, tensors.keySet(), 3));
    }
    List<Long> expected = Arrays.stream(shape).asLongStream().boxed().toList();
    if (!tensor.shape().equals(expected)) {
      throw refused(
          "tensor '%s' has shape %s, but this network needs %s: it holds another network",
          name, tensor.shape(), expected);
    }
    try {
      return floats(tensor, read(dataStart + tensor.begin(), (int) bytes(tensor)));
    } catch (IOException e) {
      throw new OnnxException("weights " + file + " can't be read: " + FileFault.of(e), e);
    }
  }

  private long bytes(Tensor tensor) {
    long bytes = tensor.end() - tensor.begin();
    if (bytes > Integer.MAX_VALUE) {
      throw refused("tensor '%s' has %d bytes; at most 2 GB are read", tensor.name(), bytes);
    }
    return bytes;
  }

  private float[] floats(Tensor tensor, ByteBuffer bytes) {
    float[] values = new float[bytes.remaining() / TYPES.get(tensor.type())];
    switch (tensor.type()) {
      case "F32" -> bytes.asFloatBuffer().get(values);
      case "F16" -> {
        for (int i = 0; i < values.length; i++) {
          values[i] = fromHalf(bytes.getShort());
        }
      }
      case "BF16" -> { // the upper half of a float
        for (int i = 0; i < values.length; i++) {
          values[i] = Float.intBitsToFloat(bytes.getShort() << 16);
        }
      }
      default ->
          throw refused(
              "tensor '%s' is %s; weights are read as F32, F16 or BF16",
              tensor.name(), tensor.type());
    }
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw refused("tensor '%s' has a value that is %s", tensor.name(), value);
      }
    }
    return values;
  }

  /** IEEE 754 binary16: 1 bit sign, 5 bits exponent biased by 15, 10 bits fraction. */
  static float fromHalf(short bits) {
    int exponent = (bits >> 10) & 0x1f;
    int fraction = bits & 0x3ff;
    float size;
    if (exponent == 0) {
      size = fraction * 0x1p-24f; // zero and subnormal numbers
    } else if (exponent == 0x1f) {
      size = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
    } else {
      size = Math.scalb(1 + fraction * 0x1p-10f, exponent - 15);
    }
    return bits < 0 ? -size : size;
  }

  private ByteBuffer read(long from, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, from + bytes.position()) < 0) {
        throw new java.io.EOFException("the file ends before byte " + (from + count));
      }
    }
    return bytes.flip();
  }

  @FormatMethod
  private OnnxException refused(String format, Object... arguments) {
    return new OnnxException("weights " + file + " can't be used: " + Text.of(format, arguments));
  }

  @Override
  public void close() {
    closeQuietly(channel);
  }
}
