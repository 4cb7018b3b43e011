package org.mekiki.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.mekiki.config.choice.SubjectNaming;
import org.mekiki.config.type.Secret;
import org.mekiki.inspect.PictureRules.NotAligned;
import org.mekiki.inspect.PictureRules.OtherShape;
import org.mekiki.inspect.PictureRules.Unlike;

/** The settings that services share: topics, registry, pictures, page, telemetry. */
final class SharedCases {
  private SharedCases() {}

  static Stream<SettingCase> all() {
    return Stream.of(general(), topics(), registry(), references(), metrics(), tracing(), rest())
        .flatMap(List::stream);
  }

  private static List<SettingCase> general() {
    return List.of(
        new SettingCase(
            "kafka.bootstrap.servers",
            Optional.empty(),
            "a:9092,b:9093",
            Optional.of("a:9092,b:9093"),
            c -> c.kafka().bootstrapServers()),
        new SettingCase(
            "topics.prefix",
            "mekiki.frames",
            "hall-3.",
            "hall-3.frames",
            c -> c.topics().frames().name()),
        new SettingCase("topics.site", "", "hall-3", "hall-3", c -> c.topics().site()),
        new SettingCase(
            "topics.replication-factor", -1, "3", 3, c -> c.topics().replicationFactor()),
        new SettingCase(
            "topics.max-message-bytes",
            8_388_608,
            "900KB",
            900_000,
            c -> c.topics().maxMessageBytes()));
  }

  private static List<SettingCase> topics() {
    List<SettingCase> cases = new ArrayList<>();
    cases.addAll(topic("frames", 6, Duration.ofHours(24), TopicsSettings::frames));
    cases.addAll(topic("good", 6, Duration.ofDays(30), TopicsSettings::good));
    cases.addAll(topic("scores", 6, Duration.ofDays(30), TopicsSettings::scores));
    cases.addAll(topic("heatmaps", 6, Duration.ofDays(7), TopicsSettings::heatmaps));
    cases.addAll(topic("anomalies", 6, Duration.ofDays(90), TopicsSettings::anomalies));
    cases.addAll(topic("alarms", 6, Duration.ofDays(90), TopicsSettings::alarms));
    cases.addAll(topic("feedback", 6, Duration.ofDays(3650), TopicsSettings::feedback));
    cases.addAll(topic("dead-letters", 6, Duration.ofDays(14), TopicsSettings::deadLetters));
    cases.addAll(topic("models", 4, null, TopicsSettings::models));
    cases.addAll(topic("views", 1, null, TopicsSettings::views));
    cases.addAll(topic("training", 1, Duration.ofDays(7), TopicsSettings::training));
    cases.addAll(topic("training-control", 4, Duration.ofDays(7), TopicsSettings::trainingControl));
    return cases;
  }

  private static List<SettingCase> topic(
      String id,
      int partitions,
      Duration retention,
      Function<TopicsSettings, TopicSettings> getter) {
    Function<MekikiConfig, TopicSettings> topic = c -> getter.apply(c.topics());
    List<SettingCase> cases = new ArrayList<>();
    cases.add(
        new SettingCase(
            "topics." + id + ".name",
            "mekiki." + id,
            "x.${prefix}y",
            "x.mekiki.y",
            topic.andThen(TopicSettings::name)));
    cases.add(
        new SettingCase(
            "topics." + id + ".partitions",
            partitions,
            "17",
            17,
            topic.andThen(TopicSettings::partitions)));
    if (retention != null) {
      cases.add(
          new SettingCase(
              "topics." + id + ".retention",
              Optional.of(retention),
              "90m",
              Optional.of(Duration.ofMinutes(90)),
              topic.andThen(TopicSettings::retention)));
    }
    return cases;
  }

  private static List<SettingCase> metrics() {
    return List.of(
        new SettingCase(
            "metrics.otlp.endpoint",
            "",
            "https://collector:4318/",
            "https://collector:4318",
            c -> c.metrics().endpoint()),
        new SettingCase(
            "metrics.otlp.interval",
            Duration.ofSeconds(30),
            "10s",
            Duration.ofSeconds(10),
            c -> c.metrics().interval()));
  }

  private static List<SettingCase> tracing() {
    return List.of(
        new SettingCase(
            "tracing.otlp.endpoint",
            "",
            "https://collector:4318/",
            "https://collector:4318",
            c -> c.tracing().endpoint()),
        new SettingCase("tracing.ratio", 1.0, "0.05", 0.05, c -> c.tracing().ratio()));
  }

  private static List<SettingCase> references() {
    return List.of(
        new SettingCase(
            "references.allow",
            List.of(),
            "file:///srv/Prüfstand, https://store:9000/line",
            List.of(
                URI.create("file:///srv/Pr%C3%BCfstand"), URI.create("https://store:9000/line")),
            c -> c.references().allow()),
        new SettingCase(
            "references.timeout",
            Duration.ofSeconds(5),
            "2s",
            Duration.ofSeconds(2),
            c -> c.references().timeout()));
  }

  private static List<SettingCase> registry() {
    return List.of(
        new SettingCase(
            "registry.url",
            List.of(),
            "https://a:8081/,http://b/apis/ccompat/v7",
            List.of("https://a:8081", "http://b/apis/ccompat/v7"),
            c -> c.registry().urls()),
        new SettingCase("registry.user", "", "mekiki", "mekiki", c -> c.registry().user()),
        new SettingCase(
            "registry.password",
            Optional.empty(),
            "x y",
            Optional.of(new Secret("x y")),
            c -> c.registry().password()),
        new SettingCase(
            "registry.trusted-certificates",
            Optional.empty(),
            "pom.xml",
            Optional.of(SettingCase.FILE),
            c -> c.registry().trustedCertificates()),
        new SettingCase(
            "registry.auto-register", false, "true", true, c -> c.registry().autoRegister()),
        new SettingCase(
            "registry.subjects",
            SubjectNaming.TOPIC,
            "record",
            SubjectNaming.RECORD,
            c -> c.registry().subjects()));
  }

  private static List<SettingCase> rest() {
    return List.of(
        new SettingCase(
            "models.signing-key",
            Optional.empty(),
            "pom.xml",
            Optional.of(SettingCase.FILE),
            c -> c.models().signingKey()),
        new SettingCase(
            "models.trusted-keys",
            List.of(),
            "a.pub, b.pub",
            List.of(Path.of("a.pub"), Path.of("b.pub")),
            c -> c.models().trustedKeys()),
        new SettingCase(
            "models.require-signature", false, "true", true, c -> c.models().requireSignature()),
        new SettingCase(
            "models.allow-unsigned-networks",
            false,
            "true",
            true,
            c -> c.models().allowUnsignedNetworks()),
        new SettingCase("image.max-pixels", 50_000_000L, "1000", 1000L, c -> c.image().maxPixels()),
        new SettingCase("image.max-bytes", 64L << 20, "1MB", 1_000_000L, c -> c.image().maxBytes()),
        new SettingCase(
            "image.bits",
            Map.of(),
            "cam-1=12, cam-2=10",
            Map.of("cam-1", 12, "cam-2", 10),
            c -> c.image().bits()),
        new SettingCase(
            "image.other-shape",
            OtherShape.DEAD_LETTER,
            "warning",
            OtherShape.WARNING,
            c -> c.image().otherShape()),
        new SettingCase(
            "image.not-aligned",
            NotAligned.ANOMALOUS,
            "dead-letter",
            NotAligned.DEAD_LETTER,
            c -> c.image().notAligned()),
        new SettingCase(
            "image.unlike", Unlike.ANOMALOUS, "accept", Unlike.ACCEPT, c -> c.image().unlike()),
        new SettingCase("web.enabled", true, "false", false, c -> c.web().enabled()),
        new SettingCase("web.host", "127.0.0.1", "0.0.0.0", "0.0.0.0", c -> c.web().host()),
        new SettingCase("web.port", 8080, "0", 0, c -> c.web().port()),
        new SettingCase(
            "web.token",
            Optional.empty(),
            "0123456789abcdef",
            Optional.of(new Secret("0123456789abcdef")),
            c -> c.web().access().token()),
        new SettingCase(
            "web.tls.certificate",
            Optional.empty(),
            "page.pem",
            Optional.of(Path.of("page.pem")),
            c -> c.web().access().certificate()),
        new SettingCase(
            "web.tls.key",
            Optional.empty(),
            "page.key",
            Optional.of(Path.of("page.key")),
            c -> c.web().access().key()),
        new SettingCase("web.insecure", false, "true", true, c -> c.web().access().insecure()),
        new SettingCase("onnx.intra-op-threads", 1, "2", 2, c -> c.onnx().intraOpThreads()));
  }
}
