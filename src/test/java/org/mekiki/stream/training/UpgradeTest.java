package org.mekiki.stream.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.mekiki.model.ModelArchive;
import org.mekiki.model.ModelAssembler;
import org.mekiki.model.Models;
import org.mekiki.model.VerifiedModel;
import org.mekiki.padim.gaussian.PatchGaussians;
import org.mekiki.stream.alarms.CameraStateJson;
import org.mekiki.stream.avro.Frame;
import org.mekiki.stream.avro.Score;
import org.mekiki.stream.codec.AvroCodec;
import org.mekiki.stream.codec.Release;

/**
 * What any release wrote, this build reads. The files were written when the release was made, by
 * {@link Release}, and don't change with the code.
 */
public class UpgradeTest {
  static final List<String> RELEASES = AvroCodec.RELEASES;

  /** Of a model's numbers, in the precision that keeps least of them. */
  private static final float STORED = 0.02f;

  static List<String[]> records() {
    return each(List.copyOf(Release.records().keySet()));
  }

  static List<String[]> models() {
    return each(List.copyOf(Release.models().keySet()));
  }

  private static List<String[]> each(List<String> names) {
    List<String[]> all = new ArrayList<>();
    for (String release : RELEASES) {
      names.forEach(name -> all.add(new String[] {release, name}));
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("records")
  void recordsOfThatReleaseAreRead(String release, String record) throws Exception {
    byte[] bytes = Files.readAllBytes(folder(release).resolve(record + ".bin"));
    assertThat(decode(record, bytes)).isEqualTo(Release.records().get(record));
  }

  @ParameterizedTest
  @MethodSource("records")
  void theSchemaReadsWhatThatReleasesSchemaWrote(String release, String record) {
    Schema now = Release.records().get(record).getSchema();
    Schema then = AvroCodec.releasedSchema(release, record);
    assertThat(incompatibilities(now, then)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("models")
  void modelsOfThatReleaseAreReadAndHaveTheirNumbers(String release, String model)
      throws Exception {
    try (ModelArchive file = ModelArchive.open(folder(release).resolve(model + ".mekiki"))) {
      VerifiedModel verified = file.assemble(ModelAssembler.of(Models.backbone()));
      // Chunks: int8 rounds otherwise today. Those of the file were held against its manifest.
      assertThat(verified.manifest())
          .usingRecursiveComparison()
          .ignoringFields("chunks")
          .isEqualTo(Release.manifest(Release.models().get(model)));
      PatchGaussians expected = Release.numbers(model).gaussians();
      assertThat(verified.model().gaussians().mean()).containsExactly(expected.mean(), within(0f));
      for (int i = 0; i < expected.factor().length; i++) {
        assertThat(verified.model().gaussians().factor()[i])
            .isCloseTo(expected.factor()[i], within(STORED * 3));
      }
    }
  }

  @ParameterizedTest
  @FieldSource("RELEASES")
  void alarmsThatWereOpenStayOpen(String release) throws Exception {
    byte[] json = Files.readAllBytes(folder(release).resolve("camera-state.json"));
    assertThat(CameraStateJson.read(json)).hasValue(Release.cameraState());
  }

  @Test
  void aFieldThatOldRecordsDoNotHaveIsNoticed() {
    Schema then = Score.getClassSchema();
    Schema broken =
        new Schema.Parser()
            .parse(
                then.toString()
                    .replaceFirst(
                        "\"fields\":\\[", "\"fields\":[{\"name\":\"line\",\"type\":\"string\"},"));
    assertThat(incompatibilities(broken, then)).isNotEmpty();
  }

  @Test
  void aSchemaWithOneFieldLessIsReadWithTheDefault() throws Exception {
    Schema now = Frame.getClassSchema();
    Schema older =
        Schema.createRecord(now.getName(), now.getDoc(), now.getNamespace(), false, fields(now));
    AvroCodec<Frame> codec = new AvroCodec<>(new Frame(), List.of(older));
    var record = new org.apache.avro.generic.GenericData.Record(older);
    record.put("camera", "cam-1");
    record.put(
        "format",
        new org.apache.avro.generic.GenericData.EnumSymbol(
            older.getField("format").schema(), "ENCODED"));
    record.put("width", 0);
    record.put("height", 0);
    record.put("stride", 0);
    record.put("bits", 0);
    record.put("data", java.nio.ByteBuffer.allocate(1));
    var encoder =
        new org.apache.avro.message.BinaryMessageEncoder<Object>(
            org.apache.avro.generic.GenericData.get(), older);
    assertThat(codec.decode(encoder.encode(record).array()).getAttributes()).isEqualTo(Map.of());
  }

  /** All but the last. */
  private static List<Schema.Field> fields(Schema schema) {
    return schema.getFields().stream()
        .limit(schema.getFields().size() - 1)
        .map(field -> new Schema.Field(field, field.schema()))
        .toList();
  }

  private static List<?> incompatibilities(Schema reader, Schema writer) {
    var result = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer);
    return result.getType() == SchemaCompatibilityType.COMPATIBLE
        ? List.of()
        : result.getResult().getIncompatibilities();
  }

  private static SpecificRecordBase decode(String record, byte[] bytes) throws Exception {
    return switch (record) {
      case "frame" -> AvroCodec.FRAME.decode(bytes);
      case "score" -> AvroCodec.SCORE.decode(bytes);
      case "heatmap" -> AvroCodec.HEATMAP.decode(bytes);
      case "anomaly" -> AvroCodec.ANOMALY.decode(bytes);
      case "tile-message" -> AvroCodec.TILE_MESSAGE.decode(bytes);
      default -> AvroCodec.TILE_RESULT.decode(bytes);
    };
  }

  private static Path folder(String release) {
    return Release.RECORDS.resolve(release);
  }
}
