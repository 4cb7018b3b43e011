package org.mekiki.stream.codec;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.avro.Schema;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificRecordBase;
import org.mekiki.inspect.alarm.AlarmKind;
import org.mekiki.inspect.alarm.CameraState;
import org.mekiki.inspect.alarm.CameraWatch;
import org.mekiki.inspect.alarm.CountRule;
import org.mekiki.inspect.alarm.FrameOutcome;
import org.mekiki.inspect.alarm.FramePosition;
import org.mekiki.inspect.alarm.Rules;
import org.mekiki.model.ManifestJson;
import org.mekiki.model.ModelChunks;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.Models;
import org.mekiki.padim.PadimModel;
import org.mekiki.padim.gaussian.Precision;
import org.mekiki.stream.alarms.CameraStateJson;
import org.mekiki.stream.avro.FrameRole;
import org.mekiki.stream.avro.TileCounted;
import org.mekiki.stream.avro.TileEmbedding;
import org.mekiki.stream.avro.TileMessage;
import org.mekiki.stream.avro.TileResult;
import org.mekiki.stream.training.UpgradeTest;

/**
 * Writes down what a release writes, once, when it is made: {@code ./mvnw -DskipTests package &&
 * java -cp "target/test-classes:target/classes:target/lib/*" org.mekiki.stream.codec.Release
 * 0.1.0}; then its number goes into {@link AvroCodec#RELEASES}. Schemas go where later builds read
 * them from, records and models where {@link UpgradeTest} does. Files of a release are never
 * written again.
 */
public final class Release {
  public static final Path RECORDS = Path.of("src/test/resources/org/mekiki/releases");
  private static final Path SCHEMAS = Path.of("src/main/resources/org/mekiki/stream/releases");
  private static final Instant AT = Instant.parse("2026-01-31T12:00:00.123456Z");
  private static final byte[] DATA = {1, 2, 3, 4};

  private Release() {}

  /** One record of each kind. */
  public static Map<String, SpecificRecordBase> records() {
    Map<String, SpecificRecordBase> records = new LinkedHashMap<>();
    records.put("frame", SampleRecords.frame(DATA));
    records.put("score", SampleRecords.score());
    records.put("heatmap", SampleRecords.heatmap(DATA));
    records.put("anomaly", SampleRecords.anomaly());
    records.put(
        "tile-message",
        new TileMessage(
            "part-7||0|settings",
            3,
            new TileEmbedding(
                17L,
                FrameRole.TRAIN,
                ByteBuffer.wrap(new byte[] {0, 1, 2, 3}),
                ByteBuffer.allocate(0),
                0,
                0,
                0,
                "",
                0,
                List.of())));
    records.put(
        "tile-result",
        new TileResult(
            "part-7||0|settings",
            3,
            new TileCounted(
                "{}",
                1_769_860_800_000L,
                30L,
                5,
                12.5,
                Map.of("good-0", 41L),
                0,
                0,
                false,
                0,
                0,
                0,
                false,
                0L,
                List.of(),
                List.of(),
                false)));
    return records;
  }

  /** Models of each kind of reduction and each precision. */
  public static Map<String, ModelChunks> models() {
    Map<String, ModelChunks> models = new LinkedHashMap<>();
    for (Precision precision : Precision.values()) {
      models.put("selection-" + precision, ModelChunks.of(Models.selection(1), precision));
      models.put("projection-" + precision, ModelChunks.of(Models.projection(2), precision));
    }
    return models;
  }

  public static ModelManifest manifest(ModelChunks chunks) {
    return chunks.manifest("part-7", 3, Models.TIME, Models.training(), Models.calibration());
  }

  public static PadimModel numbers(String model) {
    return model.startsWith("selection") ? Models.selection(1) : Models.projection(2);
  }

  /** A camera's alarms as they lie in the state store. */
  public static CameraState cameraState() {
    CameraWatch watch =
        new CameraWatch(
            "cam-1", Rules.of(java.util.EnumSet.allOf(AlarmKind.class), new CountRule(1, 3, 0)));
    FramePosition position = new FramePosition("mekiki.frames", 2, 4711, "f-17", "");
    FrameOutcome.Scored over =
        new FrameOutcome.Scored("part-7", 3, 21.5, 18.25, true, java.util.Optional.empty());
    watch.frame(new FrameOutcome("cam-1", position, over), AT.toEpochMilli());
    return watch.state();
  }

  public static void main(String[] args) throws IOException {
    Path schemas = Files.createDirectories(SCHEMAS.resolve(args[0]));
    Path target = RECORDS.resolve(args[0]);
    if (Files.exists(target)) {
      throw new IllegalStateException(target + " is there already: a release is written once");
    }
    Files.createDirectories(target);
    for (Map.Entry<String, SpecificRecordBase> record : records().entrySet()) {
      Schema schema = record.getValue().getSchema();
      Files.writeString(schemas.resolve(record.getKey() + ".avsc"), schema.toString(true) + "\n");
      Files.write(target.resolve(record.getKey() + ".bin"), encode(record.getValue()));
    }
    for (Map.Entry<String, ModelChunks> model : models().entrySet()) {
      writeModel(target.resolve(model.getKey() + ".mekiki"), model.getValue());
    }
    Files.write(target.resolve("camera-state.json"), CameraStateJson.write(cameraState()));
  }

  private static void writeModel(Path file, ModelChunks chunks) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("manifest.json"));
      zip.write(ManifestJson.write(manifest(chunks)));
      for (int n = 0; n < chunks.count(); n++) {
        zip.putNextEntry(new ZipEntry("chunks/" + n));
        zip.write(chunks.chunk(n));
      }
    }
  }

  /** Not by {@link AvroCodec}, which wants the schemas that are only just being written. */
  private static byte[] encode(SpecificRecordBase record) throws IOException {
    ByteBuffer bytes =
        new BinaryMessageEncoder<SpecificRecordBase>(record.getSpecificData(), record.getSchema())
            .encode(record);
    byte[] array = new byte[bytes.remaining()];
    bytes.get(array);
    return array;
  }
}
