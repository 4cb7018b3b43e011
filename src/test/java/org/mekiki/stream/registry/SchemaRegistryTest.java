package org.mekiki.stream.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mekiki.Certificates;
import org.mekiki.LoggedLines;
import org.mekiki.config.RegistrySettings;
import org.mekiki.config.choice.SubjectNaming;
import org.mekiki.config.type.Secret;
import org.mekiki.inspect.Rejection;
import org.mekiki.inspect.UnscorableException;
import org.mekiki.stream.avro.Frame;
import org.mekiki.stream.avro.Score;
import org.mekiki.stream.codec.FrameReader;
import org.mekiki.stream.codec.InputRecord;
import org.mekiki.stream.codec.Origin;
import org.mekiki.stream.codec.ReferencedPictures;
import org.mekiki.stream.codec.RegisteredSchemas;
import org.mekiki.stream.codec.ResultKind;
import org.mekiki.stream.codec.SampleRecords;
import org.mekiki.stream.codec.WireFormat;

class SchemaRegistryTest {
  private static final Schema SCHEMA = new Score().getSchema();
  private static final String TEXT = SchemaRegistry.plain(SCHEMA).toString();

  private final FakeRegistry fake;

  SchemaRegistryTest() throws IOException {
    fake = new FakeRegistry();
  }

  @AfterEach
  void stop() {
    fake.close();
  }

  @BeforeEach
  void somethingElseHasTheFirstId() {
    fake.register("other-value", "\"string\"");
  }

  @Test
  void aRegisteredSchemaIsFoundAndNothingIsRegistered() {
    int id = fake.register("scores-value", TEXT);

    assertThat(registry(false).prepare("scores", SCHEMA)).isEqualTo(id);
    assertThat(fake.requests).noneMatch(request -> request.endsWith("/versions"));
  }

  @Test
  void anUnknownSchemaIsRegisteredOnlyByChoice() {
    assertThatThrownBy(() -> registry(false).prepare("scores", SCHEMA))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("under subject scores-value; register it there, or set")
        .hasMessageContaining("registry.auto-register=true");

    assertThat(registry(true).prepare("scores", SCHEMA)).isEqualTo(2);
    assertThat(registry(false).prepare("scores", SCHEMA)).isEqualTo(2);
  }

  @Test
  void aSchemaThatIsNotCompatibleIsNotRegistered() {
    fake.register("scores-value", "\"string\"");
    fake.compatible = false;

    assertThatThrownBy(() -> registry(true).prepare("scores", SCHEMA))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("not compatible with the latest version of subject scores-value")
        .hasMessageContaining("field x was removed");
    assertThat(fake.requests)
        .noneMatch(request -> request.equals("POST /subjects/scores-value/versions"));
  }

  @Test
  void anIdThatBelongsToAnotherSchemaIsNeverUsed() {
    fake.answersId = 1;

    assertThatThrownBy(() -> registry(true).prepare("scores", SCHEMA))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("gives id 1 for subject scores-value")
        .hasMessageContaining("has another schema under it");
  }

  @Test
  void anIdIsAskedForOnceAndKnownWhileTheRegistryIsAway() throws IOException {
    int id = fake.register("scores-value", TEXT);
    SchemaRegistry registry = registry(false);
    Schema schema = registry.byId(id);
    fake.fails = 503;

    assertThat(registry.byId(id)).isSameAs(schema);
    assertThat(fake.requests).hasSize(1);
    assertThatThrownBy(() -> registry.byId(99))
        .isInstanceOf(TimeoutException.class)
        .hasMessageContaining("can't be asked now")
        .hasMessageContaining("503");
    assertThatThrownBy(() -> registry.prepare("scores", SCHEMA))
        .isInstanceOf(TimeoutException.class);
  }

  @Test
  void anotherAddressIsAskedIfTheFirstIsAway() throws IOException {
    int id = fake.register("scores-value", TEXT);
    SchemaRegistry registry =
        new SchemaRegistry(
            settings(List.of("http://localhost:1", fake.url()), "", Optional.empty()));

    assertThat(registry.byId(id).getName()).isEqualTo("Score");
  }

  @Test
  void anUnknownIdSaysSo() {
    assertThatThrownBy(() -> registry(false).byId(99))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("has no schema 99");
  }

  @Test
  void userAndPasswordGoWithEveryRequest() throws IOException {
    fake.register("scores-value", TEXT);
    SchemaRegistry registry =
        new SchemaRegistry(settings(List.of(fake.url()), "mekiki", Optional.of(new Secret("pä"))));
    var unused = registry.prepare("scores", SCHEMA);

    assertThat(fake.authorization)
        .isEqualTo(
            "Basic "
                + Base64.getEncoder().encodeToString("mekiki:pä".getBytes(StandardCharsets.UTF_8)));
    fake.fails = 401;
    assertThatThrownBy(() -> registry.prepare("scores", SCHEMA))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("registry.user")
        .hasMessageNotContaining("pä");
  }

  @Test
  void onlyTrustedCertificatesAreTakenOverTls(@TempDir Path folder) throws Exception {
    Certificates own = Certificates.make(folder, "registry");
    Certificates other = Certificates.make(folder, "other");
    try (FakeRegistry secured = new FakeRegistry(own.server())) {
      int id = secured.register("scores-value", TEXT);

      assertThat(trusting(secured, own.certificate()).byId(id).getName()).isEqualTo("Score");
      assertThatThrownBy(() -> trusting(secured, other.certificate()).byId(id))
          .isInstanceOf(TimeoutException.class)
          .hasMessageContaining("can't be asked now");
    }
  }

  private static SchemaRegistry trusting(FakeRegistry registry, Path certificate) {
    return new SchemaRegistry(
        new RegistrySettings(
            List.of(registry.url()),
            "",
            Optional.empty(),
            Optional.of(certificate),
            false,
            SubjectNaming.TOPIC));
  }

  @Test
  void trustedCertificatesThatAreNoneAreRefused(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("ca.pem"), "no certificate");
    RegistrySettings settings =
        new RegistrySettings(
            List.of("https://localhost:1"),
            "",
            Optional.empty(),
            Optional.of(file),
            false,
            SubjectNaming.TOPIC);

    assertThatThrownBy(() -> new SchemaRegistry(settings))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("registry.trusted-certificates")
        .hasMessageContaining("ca.pem");
  }

  @Test
  void subjectsAreNamedAsConfluentNamesThem() {
    assertThat(SchemaRegistry.subject(SubjectNaming.TOPIC, "scores", SCHEMA))
        .isEqualTo("scores-value");
    assertThat(SchemaRegistry.subject(SubjectNaming.RECORD, "scores", SCHEMA))
        .isEqualTo("org.mekiki.stream.avro.Score");
    assertThat(SchemaRegistry.subject(SubjectNaming.TOPIC_RECORD, "scores", SCHEMA))
        .isEqualTo("scores-org.mekiki.stream.avro.Score");
  }

  @Test
  void whatOnlyJavaNeedsIsNotRegistered() {
    assertThat(SCHEMA.toString()).contains("avro.java.string");
    assertThat(TEXT).doesNotContain("avro.java.string").contains("timestamp-micros");
    assertThat(new Schema.Parser().parse(TEXT)).isEqualTo(SchemaRegistry.plain(SCHEMA));
  }

  @Test
  void readersReadAllFormatsOfATopic() throws IOException {
    SchemaRegistry registry = registry(true);
    RegistryWriter<Score> writer =
        RegistryWriter.of(registry, "scores", new Score(), ResultKind.SCORE.avro().schema());
    Score score = SampleRecords.score();
    byte[] value = writer.encode(score);

    assertThat(value).startsWith(0, 0, 0, 0, 2);
    for (byte[] each :
        List.of(
            value, ResultKind.SCORE.avro().encode(score), ResultKind.SCORE.json().encode(score))) {
      assertThat(ResultKind.SCORE.decode(each, registry)).isEqualTo(score);
    }
    assertThatThrownBy(() -> ResultKind.SCORE.decode(value, RegisteredSchemas.NONE))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("schema 2 of a registry; set registry.url");
  }

  @Test
  void aFrameWaitsForTheRegistryAndAnUnknownIdIsADeadLetter() {
    int id =
        fake.register("frames-value", SchemaRegistry.plain(new Frame().getSchema()).toString());
    FrameReader reader = new FrameReader(Origin.NONE, registry(false), ReferencedPictures.NONE);
    byte[] frame = WireFormat.encode(id, SampleRecords.frame(new byte[] {1, 2, 3}));

    fake.fails = 503;
    assertThatThrownBy(() -> reader.read(input(frame))).isInstanceOf(TimeoutException.class);
    fake.fails = 0;
    assertThat(reader.read(input(frame)).camera()).isEqualTo("cam-1");
    fake.fails = 503;
    assertThat(reader.read(input(frame)).camera()).as("its id is known now").isEqualTo("cam-1");
    fake.fails = 0;
    assertThatThrownBy(
            () -> reader.read(input(WireFormat.encode(99, SampleRecords.frame(new byte[1])))))
        .isInstanceOfSatisfying(
            UnscorableException.class,
            e -> assertThat(e.rejection()).isEqualTo(Rejection.UNKNOWN_SCHEMA))
        .hasMessageContaining("has no schema 99");
    assertThatThrownBy(() -> reader.read(input(new byte[] {0, 0, 0, 0, 2, 9})))
        .isInstanceOf(UnscorableException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          401 | {"error_code":401,"message":"Unauthorized"} | registry.user and registry.password
          403 | <html>Forbidden</html> | registry.user and registry.password
          404 | <html>Not Found</html> | Not Found
          404 | {"error_code":404,"message":"HTTP 404 Not Found"} | HTTP 404 Not Found
          404 | {"error_code":40401,"message":"Subject not found"} | Subject not found
          406 | {"error_code":406,"message":"not acceptable"} | not acceptable
          302 | Moved | registry.url
          200 | <html>Log in</html> | Log in
          200 | {"status":"UP"} | UP
          429 | slower | 429
          """)
  void aFrameWaitsWhereTheRegistryRefusesAndTheLogSaysWhy(int status, String answer, String says) {
    int id =
        fake.register("frames-value", SchemaRegistry.plain(new Frame().getSchema()).toString());
    FrameReader reader = new FrameReader(Origin.NONE, registry(false), ReferencedPictures.NONE);
    InputRecord frame = input(WireFormat.encode(id, SampleRecords.frame(new byte[] {1, 2, 3})));
    fake.fails = status;
    fake.page = answer;

    try (LoggedLines log = new LoggedLines(SchemaRegistry.class)) {
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> reader.read(frame))
            .isInstanceOf(TimeoutException.class)
            .hasMessageContaining(says);
      }
      assertThat(log.lines())
          .singleElement(InstanceOfAssertFactories.STRING)
          .contains("records in Confluent's wire format wait: ", says);
    }
    fake.fails = 0;
    assertThat(reader.read(frame).camera()).isEqualTo("cam-1");
  }

  @Test
  void withoutARegistryAFrameThatBeginsWithZeroIsTakenForAPicture() {
    byte[] value = {0, 0, 0, 0, 2, 9};

    assertThat(new FrameReader().read(input(value)).picture())
        .isInstanceOf(org.mekiki.inspect.Frame.Encoded.class);
    assertThat(fake.requests).isEmpty();
  }

  private static InputRecord input(byte[] value) {
    return new InputRecord(
        "frames", 0, 7, 0, "cam-1".getBytes(StandardCharsets.UTF_8), value, new RecordHeaders());
  }

  private SchemaRegistry registry(boolean autoRegister) {
    return new SchemaRegistry(
        new RegistrySettings(
            List.of(fake.url()),
            "",
            Optional.empty(),
            Optional.empty(),
            autoRegister,
            SubjectNaming.TOPIC));
  }

  private static RegistrySettings settings(
      List<String> urls, String user, Optional<Secret> password) {
    return new RegistrySettings(urls, user, password, Optional.empty(), false, SubjectNaming.TOPIC);
  }
}
