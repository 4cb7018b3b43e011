package org.mekiki.padim;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mekiki.padim.feature.Backbone;
import org.mekiki.padim.feature.ChannelOrder;
import org.mekiki.padim.feature.EmbeddingSettings;
import org.mekiki.padim.feature.FeatureShape;
import org.mekiki.padim.feature.Grid;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.padim.feature.Preprocessing;
import org.mekiki.padim.feature.Reduction;
import org.mekiki.padim.gaussian.Int8Factors;
import org.mekiki.padim.gaussian.PatchGaussians;
import org.mekiki.padim.gaussian.Precision;
import org.mekiki.padim.threshold.MinMaxNormalizer;
import org.mekiki.text.Sha256;
import org.mekiki.text.Text;

/**
 * A {@link PadimModel} as one file, big-endian: {@code MEKIKIPD}, int format, backbone, embedding,
 * calibration, {@link GoodImagesPart}, Gaussians; last the SHA-256 of all before it, which is
 * checked before anything is believed.
 */
final class ModelFile {
  private static final byte[] MAGIC = "MEKIKIPD".getBytes(StandardCharsets.US_ASCII);

  /** With factors in float32. */
  private static final int FORMAT = 2;

  /** With factors in int8, which those of the model are as they stand. */
  private static final int INT8_FORMAT = 3;

  private static final int NEWEST = INT8_FORMAT + GoodImagesPart.MOST;

  private static final int DIGEST_BYTES = 32;
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int SELECTION = 0;
  private static final int PROJECTION = 1;

  private ModelFile() {}

  static void write(PadimModel model, Path file) throws IOException {
    Path target = file.toAbsolutePath();
    Path parts = Files.createTempFile(target.getParent(), target.getFileName().toString(), ".part");
    try {
      MessageDigest digest = Sha256.digest();
      try (OutputStream raw = new BufferedOutputStream(Files.newOutputStream(parts), BUFFER_BYTES);
          DataOutputStream out = new DataOutputStream(new DigestOutputStream(raw, digest))) {
        writeBody(model, out);
        out.flush();
        raw.write(digest.digest());
      }
      Files.move(parts, target, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(parts);
    }
  }

  static PadimModel read(Path file) throws IOException {
    checkDigest(file);
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES))) {
      in.skipNBytes(MAGIC.length);
      int format = in.readInt();
      if (format < FORMAT || format > NEWEST) {
        throw new IOException(
            Text.of(
                "%s is a model of format %d; this version reads formats %d to %d",
                file, format, FORMAT, NEWEST));
      }
      return readBody(in, format);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new IOException(file + " is not a valid model: " + e.getMessage(), e);
    }
  }

  private static void checkDigest(Path file) throws IOException {
    long length = Files.size(file);
    MessageDigest digest = Sha256.digest();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] magic = in.readNBytes(MAGIC.length);
      if (!Arrays.equals(magic, MAGIC)) {
        throw new IOException(file + " is not a model: it does not begin with MEKIKIPD");
      }
      digest.update(magic);
      long left = length - MAGIC.length - DIGEST_BYTES;
      byte[] buffer = new byte[BUFFER_BYTES];
      while (left > 0) {
        int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (read < 0) {
          break;
        }
        digest.update(buffer, 0, read);
        left -= read;
      }
      if (left != 0 || !Arrays.equals(digest.digest(), in.readNBytes(DIGEST_BYTES))) {
        throw new IOException(
            file + " is cut short or altered: its SHA-256 is not that of its content");
      }
    }
  }

  private static void writeBody(PadimModel model, DataOutputStream out) throws IOException {
    out.write(MAGIC);
    boolean int8 = Precision.of(model.gaussians()) == Precision.INT8;
    out.writeInt((int8 ? INT8_FORMAT : FORMAT) + GoodImagesPart.format(model));
    writeBackbone(model.backbone(), out);
    EmbeddingSettings embedding = model.embedding();
    out.writeInt(embedding.grid().height());
    out.writeInt(embedding.grid().width());
    out.writeInt(embedding.neighbourhood());
    writeReduction(embedding.reduction(), out);
    out.writeDouble(model.normalizer().min());
    out.writeDouble(model.normalizer().max());
    out.writeDouble(model.threshold());
    out.writeLong(model.frames());
    GoodImagesPart.write(model, out);
    PatchGaussians gaussians = model.gaussians();
    out.writeInt(gaussians.patches());
    out.writeInt(gaussians.dimensions());
    writeFloats(gaussians.mean(), out);
    if (int8) {
      writeInt8(gaussians, out);
    } else {
      writeFloats(gaussians.factor(), out);
    }
  }

  private static void writeInt8(PatchGaussians gaussians, DataOutputStream out) throws IOException {
    Int8Factors patch = new Int8Factors(gaussians.dimensions());
    for (int at = 0; at < gaussians.factor().length; at += patch.values().length) {
      patch.quantize(gaussians.factor(), at);
      out.write(patch.rows());
      out.write(patch.columns());
      out.write(patch.values());
    }
  }

  private static float[] readInt8(int factors, int dimensions, DataInputStream in)
      throws IOException {
    Int8Factors patch = new Int8Factors(dimensions);
    float[] values = new float[factors];
    for (int at = 0; at < factors; at += patch.values().length) {
      in.readFully(patch.rows());
      in.readFully(patch.columns());
      in.readFully(patch.values());
      patch.restore(values, at);
    }
    return values;
  }

  private static PadimModel readBody(DataInputStream in, int format) throws IOException {
    boolean int8 = (format - FORMAT) % 2 == 1;
    Backbone backbone = readBackbone(in);
    Grid grid = new Grid(in.readInt(), in.readInt());
    EmbeddingSettings embedding = new EmbeddingSettings(grid, in.readInt(), readReduction(in));
    MinMaxNormalizer normalizer = new MinMaxNormalizer(in.readDouble(), in.readDouble());
    double threshold = in.readDouble();
    long frames = in.readLong();
    GoodImagesPart good = GoodImagesPart.read(in, format - FORMAT);
    int patches = in.readInt();
    int dimensions = in.readInt();
    float[] mean = readFloats(Math.multiplyExact(patches, dimensions), in);
    int factors = Math.multiplyExact(patches, PatchGaussians.triangle(dimensions));
    float[] factor = int8 ? readInt8(factors, dimensions, in) : readFloats(factors, in);
    PatchGaussians gaussians = new PatchGaussians(0, patches, dimensions, mean, factor);
    return new PadimModel(
        backbone,
        embedding,
        gaussians,
        normalizer,
        threshold,
        frames,
        good.groups(),
        good.common(),
        good.looks());
  }

  private static void writeBackbone(Backbone backbone, DataOutputStream out) throws IOException {
    out.writeUTF(backbone.name());
    out.writeUTF(backbone.sha256());
    Preprocessing preprocessing = backbone.preprocessing();
    out.writeInt(preprocessing.shape().channels());
    out.writeInt(preprocessing.shape().height());
    out.writeInt(preprocessing.shape().width());
    out.writeInt(preprocessing.resized().height());
    out.writeInt(preprocessing.resized().width());
    out.writeUTF(preprocessing.order().name());
    for (int c = 0; c < preprocessing.shape().channels(); c++) {
      out.writeDouble(preprocessing.mean().get(c));
      out.writeDouble(preprocessing.std().get(c));
    }
    out.writeInt(backbone.features().size());
    for (FeatureShape feature : backbone.features()) {
      out.writeUTF(feature.name());
      out.writeInt(feature.channels());
      out.writeInt(feature.height());
      out.writeInt(feature.width());
    }
  }

  private static Backbone readBackbone(DataInputStream in) throws IOException {
    String name = in.readUTF();
    String sha256 = in.readUTF();
    ImageShape shape = new ImageShape(in.readInt(), in.readInt(), in.readInt());
    ImageShape resized = new ImageShape(shape.channels(), in.readInt(), in.readInt());
    ChannelOrder order = ChannelOrder.valueOf(in.readUTF());
    List<Double> mean = new ArrayList<>();
    List<Double> std = new ArrayList<>();
    for (int c = 0; c < shape.channels(); c++) {
      mean.add(in.readDouble());
      std.add(in.readDouble());
    }
    int count = in.readInt();
    List<FeatureShape> features = new ArrayList<>();
    for (int f = 0; f < count; f++) {
      features.add(new FeatureShape(in.readUTF(), in.readInt(), in.readInt(), in.readInt()));
    }
    Preprocessing preprocessing = new Preprocessing(shape, resized, order, mean, std);
    return new Backbone(name, sha256, preprocessing, features);
  }

  private static void writeReduction(Reduction reduction, DataOutputStream out) throws IOException {
    boolean selection = reduction instanceof Reduction.Selection;
    out.writeByte(selection ? SELECTION : PROJECTION);
    out.writeInt(reduction.inputs());
    out.writeInt(reduction.dimensions());
    if (reduction instanceof Reduction.Selection picks) {
      for (int index : picks.indices()) {
        out.writeInt(index);
      }
    } else if (reduction instanceof Reduction.Projection projection) {
      writeFloats(projection.weights(), out);
    }
  }

  private static Reduction readReduction(DataInputStream in) throws IOException {
    int kind = in.readByte();
    int inputs = in.readInt();
    int dimensions = in.readInt();
    if (kind == PROJECTION) {
      float[] weights = readFloats(Math.multiplyExact(inputs, dimensions), in);
      return new Reduction.Projection(inputs, dimensions, weights);
    }
    int[] indices = new int[dimensions];
    for (int d = 0; d < dimensions; d++) {
      indices[d] = in.readInt();
    }
    return new Reduction.Selection(inputs, indices);
  }

  private static void writeFloats(float[] values, DataOutputStream out) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(BUFFER_BYTES);
    for (int at = 0; at < values.length; ) {
      int count = Math.min(values.length - at, BUFFER_BYTES / Float.BYTES);
      bytes.asFloatBuffer().put(values, at, count);
      out.write(bytes.array(), 0, count * Float.BYTES);
      at += count;
    }
  }

  private static float[] readFloats(int length, DataInputStream in) throws IOException {
    float[] values = new float[length];
    ByteBuffer bytes = ByteBuffer.allocate(BUFFER_BYTES);
    for (int at = 0; at < length; ) {
      int count = Math.min(length - at, BUFFER_BYTES / Float.BYTES);
      in.readFully(bytes.array(), 0, count * Float.BYTES);
      bytes.asFloatBuffer().get(values, at, count);
      at += count;
    }
    return values;
  }
}
