package org.mekiki;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;

/**
 * The table of packages as rules: what each package may import, of ours and of others. What is not
 * named here is not allowed. To allow more, change the table, and the reviewer sees it.
 *
 * <p>The rules take the root package, so that the same rules can be shown to fail on planted
 * violations under another root.
 */
public final class PackageRules {
  private static final List<String> KAFKA = List.of("org.apache.kafka..");
  private static final List<String> AVRO = List.of("org.apache.avro..");
  private static final List<String> JACKSON = List.of("com.fasterxml.jackson..");
  private static final List<String> LOG = List.of("org.slf4j..");
  private static final List<String> METERS = List.of("io.micrometer..", "io.prometheus..");
  private static final List<String> ONNX =
      List.of("ai.djl..", "ai.onnxruntime..", "ai.onnx..", "org.tribuo..", "com.google.protobuf..");
  private static final List<String> OTEL = List.of("io.opentelemetry..");
  private static final List<String> ANY = List.of("(any)");

  /** Annotations that only the compiler reads are for every package. */
  private static final String COMPILER = "com.google.errorprone.annotations..";

  /** A leaf that every package may import. */
  private static final String TEXT = "text";

  /** What everything on Kafka may use of the packages without it. */
  private static final List<String> INSPECTION =
      List.of(
          "inspect", "inspect.alarm", "padim", "image", "view", "model", "config", "config.choice");

  /** What may be imported along with a package, because it speaks of their types. */
  private static final Map<String, List<String>> ROOMS =
      Map.of(
          "padim",
          List.of("padim.feature", "padim.gaussian", "padim.looks", "padim.map", "padim.threshold"),
          "image",
          List.of("image.file"),
          "model",
          List.of("model.chunk", "model.signing"),
          "view",
          List.of("view.align", "view.align.picture"),
          "config",
          List.of("config.key"),
          "web",
          List.of("web.http"),
          "onnx",
          List.of("onnx.network", "onnx.graph", "onnx.int8"));

  /**
   * One row of the table.
   *
   * @param imports our packages that it may import, besides itself
   * @param libraries package patterns of others, besides the JDK
   */
  private record Row(List<String> imports, List<String> libraries) {}

  private static final Map<String, Row> TABLE = new LinkedHashMap<>();

  static {
    row(TEXT, List.of());
    row("lock", List.of());
    row("padim.feature", List.of());
    row("padim.matrix", List.of());
    row("padim.gaussian", List.of("padim.matrix"));
    row("padim.looks", List.of("padim.feature"));
    row("padim.map", List.of("padim.feature", "padim.gaussian"));
    row("padim.threshold", List.of("padim.feature", "padim.map"));
    row(
        "padim",
        List.of("padim.feature", "padim.gaussian", "padim.looks", "padim.map", "padim.threshold"));
    row("image.file", List.of());
    row("image", List.of("padim", "image.file"), List.of("org.bytedeco.."), LOG);
    row("view.align.picture", List.of("image"), JACKSON);
    row("view.align", List.of("padim", "image", "view.align.picture"), JACKSON);
    row("view", List.of("padim", "image", "view.align", "view.align.picture"), JACKSON);
    row("onnx.network", List.of("padim"), ONNX, JACKSON);
    row("onnx.graph", List.of("padim", "onnx.network"), ONNX, LOG);
    row("onnx.int8", List.of("padim", "onnx", "onnx.network", "onnx.graph"), ONNX, LOG);
    row("onnx", List.of("padim", "image", "onnx.network", "onnx.graph"), ONNX, JACKSON, LOG);
    row("model.chunk", List.of("padim"));
    row("model.signing", List.of("model.chunk"));
    row("model", List.of("padim", "view", "model.chunk", "model.signing"), JACKSON, LOG);
    row("inspect", List.of("padim", "image", "view", "model"), LOG);
    row("inspect.alarm", List.of("inspect", "padim", "image", "model"), LOG);
    row("defect", List.of());
    row("camera", List.of("image"), LOG);
    row("camera.simulated", List.of("camera", "image", "defect"));
    row("detect", List.of("padim", "image", "view", "defect"), JACKSON);
    row("evaluate.data", List.of("padim", "image"));
    row("evaluate.metric", List.of("padim", "evaluate.data"));
    row(
        "evaluate",
        List.of("inspect", "padim", "image", "view", "detect", "evaluate.data", "evaluate.metric"),
        LOG);
    row(
        "evaluate.report",
        List.of("evaluate", "evaluate.data", "evaluate.metric", "detect", "padim"),
        JACKSON);
    row("bench", List.of("inspect", "padim", "image", "onnx", "view"), JACKSON, LOG);
    row("config.choice", List.of());
    row("config.type", List.of("config.choice"));
    row("config.key", List.of("config.type"));
    row(
        "config",
        List.of(
            "config.key",
            "config.choice",
            "config.type",
            "image",
            "image.file",
            "inspect",
            "inspect.alarm"),
        LOG);
    row("download", List.of("lock"), List.of("org.apache.commons.compress.."));

    row("stream.avro", List.of(), AVRO);
    row("stream.codec", with(INSPECTION, "stream.avro"), KAFKA, AVRO, JACKSON, LOG);
    row(
        "stream.registry",
        List.of("config", "config.choice", "config.type", "stream.codec", "stream.avro"),
        KAFKA,
        AVRO,
        JACKSON,
        LOG);
    row("stream.reference", with(INSPECTION, "stream.codec"), KAFKA, LOG);
    row("otlp", List.of(), OTEL, LOG);
    row(
        "stream.tracing",
        with(INSPECTION, "stream.codec", "stream.scoring", "stream.training.message", "otlp"),
        KAFKA,
        OTEL,
        LOG);
    row("stream.access", List.of("config"), KAFKA);
    row("stream.run", with(INSPECTION, "stream.codec"), KAFKA, List.of("org.rocksdb.."), LOG);
    row("stream.letters", with(INSPECTION, "stream.codec"), KAFKA, JACKSON, LOG);
    row("stream.models", with(INSPECTION, "stream.codec"), KAFKA, JACKSON, LOG);
    row("stream.alarms", with(INSPECTION, "stream.codec"), KAFKA, JACKSON, LOG);
    row(
        "stream.scoring",
        with(INSPECTION, "stream.codec", "stream.avro", "stream.letters", "stream.alarms"),
        KAFKA,
        AVRO,
        JACKSON,
        LOG);
    row(
        "stream.training.message",
        with(INSPECTION, "stream.codec", "stream.avro", "stream.letters"),
        KAFKA,
        AVRO,
        JACKSON,
        LOG);
    row(
        "stream.training.run",
        with(INSPECTION, "stream.codec", "stream.avro", "stream.training.message"),
        KAFKA,
        LOG);
    row(
        "stream.training",
        with(
            INSPECTION,
            "stream.codec",
            "stream.avro",
            "stream.letters",
            "stream.models",
            "stream.training.message",
            "stream.training.run"),
        KAFKA,
        AVRO,
        JACKSON,
        LOG);
    row(
        "stream.client",
        with(INSPECTION, "stream.codec", "stream.avro", "stream.alarms", "stream.training.message"),
        KAFKA,
        AVRO,
        JACKSON,
        LOG);

    row("metrics", List.of("inspect", "inspect.alarm", "model", "padim", "otlp"), METERS, OTEL);
    row("web.line", List.of("inspect", "inspect.alarm", "image"), JACKSON);
    row("web.topics", List.of("web.line", "inspect.alarm", "detect", "model", "padim", "view"));
    row(
        "web.http",
        List.of("config", "config.type"),
        List.of("io.javalin..", "org.eclipse.jetty..", "jakarta.."),
        JACKSON,
        LOG);
    row(
        "web",
        List.of(
            "web.http",
            "web.line",
            "web.topics",
            "inspect",
            "inspect.alarm",
            "image",
            "model",
            "padim",
            "config",
            "config.type"),
        List.of("io.javalin..", "org.eclipse.jetty..", "jakarta.."),
        JACKSON,
        METERS,
        LOG);
    row("terminal", List.of(), List.of("me.tongfei.progressbar.."), LOG);
    row("broker", List.of("terminal", "lock"), KAFKA, List.of("kafka.."), LOG);
    row(
        "cluster",
        List.of(
            "config",
            "config.choice",
            "terminal",
            "stream.access",
            "stream.codec",
            "stream.letters",
            "stream.models",
            "stream.scoring",
            "stream.training.message"),
        KAFKA,
        JACKSON,
        LOG);
    row("service.group", below("service", "app"), ANY);
    row("service.parts", with(below("service", "app"), "service.group"), ANY);
    row("service.monitor", with(below("service", "app"), "service.group", "service.parts"), ANY);
    row("service", below("app"), ANY);
    row("app.common", below("app"), ANY);
    for (String commands :
        List.of(
            "demo",
            "teach",
            "serve",
            "publish",
            "rescore",
            "watch",
            "alerts",
            "models",
            "letters",
            "backbone",
            "evaluate",
            "bench",
            "topics")) {
      row("app." + commands, with(below("app"), "app.common"), ANY);
    }
    // Teaching is a part of these two; a network is evaluated like any other.
    alsoImports("app.demo", "app.teach");
    alsoImports("app.bench", "app.teach");
    alsoImports("app.backbone", "app.evaluate");
  }

  private PackageRules() {}

  @SafeVarargs
  private static void row(String name, List<String> imports, List<String>... libraries) {
    TABLE.put(name, new Row(imports, Stream.of(libraries).flatMap(List::stream).toList()));
  }

  private static List<String> with(List<String> imports, String... more) {
    return Stream.concat(imports.stream(), Stream.of(more)).toList();
  }

  /** All packages that have a row by now, without those that lie in or below some. */
  private static List<String> below(String... without) {
    return TABLE.keySet().stream()
        .filter(name -> Stream.of(without).noneMatch(w -> (name + ".").startsWith(w + ".")))
        .toList();
  }

  private static void alsoImports(String name, String other) {
    Row row = TABLE.get(name);
    TABLE.put(name, new Row(with(row.imports(), other), row.libraries()));
  }

  /** Packages with a row of their own, in the table's order; {@code app} may import everything. */
  public static List<String> packages() {
    return List.copyOf(TABLE.keySet());
  }

  /** Packages in which a violation is planted: all but the generated one. */
  public static List<String> plantedPackages() {
    return TABLE.keySet().stream().filter(name -> !name.equals("stream.avro")).toList();
  }

  /** That a package imports only what its row says. */
  public static ArchRule importsOnlyItsRow(String root, String name) {
    Row row = TABLE.get(name);
    List<String> ours = new ArrayList<>(List.of(root + "." + name, root + "." + TEXT));
    row.imports().forEach(other -> ours.add(root + "." + other));
    row.imports()
        .forEach(
            other ->
                ROOMS.getOrDefault(other, List.of()).forEach(room -> ours.add(root + "." + room)));
    List<String> others =
        new ArrayList<>(List.of("java..", "javax..", "jdk..", "org.xml..", "org.w3c..", COMPILER));
    others.addAll(row.libraries());
    DescribedPredicate<JavaClass> libraries =
        row.libraries().equals(ANY)
            ? DescribedPredicate.alwaysTrue()
            : resideInAnyPackage(others.toArray(String[]::new));
    return classes()
        .that()
        .resideInAPackage(root + "." + name)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(ours.toArray(String[]::new))
                .or(libraries.and(resideOutsideOfPackage(root + ".."))))
        .allowEmptyShould(true)
        .as("package " + name + " imports only what the table of packages allows");
  }

  /** That no two packages, sub-packages too, import each other, directly or by way of others. */
  public static ArchRule noCycles(String root) {
    return slices().matching(root + ".(**)").should().beFreeOfCycles().allowEmptyShould(true);
  }

  /** That no class lies beside the table. */
  public static ArchRule everyClassLiesInAPackageOfTheTable(String root) {
    // Two hold packages: app has Main beside them, stream just what it says of itself.
    List<String> known = new ArrayList<>(List.of(root + ".app", root + ".stream"));
    TABLE.keySet().forEach(name -> known.add(root + "." + name));
    return classes().should().resideInAnyPackage(known.toArray(String[]::new));
  }

  /** That only {@code terminal} talks to the terminal. */
  public static ArchRule noStandardStreamsOutsideTerminal(String root) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(root + ".terminal", root + ".app..")
        .should(ACCESS_STANDARD_STREAMS)
        .allowEmptyShould(true);
  }

  /**
   * That a test which waits in vain says what was there: a condition that is false says nothing.
   */
  public static ArchRule noWaitForABoolean(String root) {
    return noClasses()
        .that()
        .resideInAPackage(root + "..")
        .should()
        .callMethod(ConditionFactory.class, "until", Callable.class)
        .orShould()
        .callMethod(ConditionFactory.class, "untilTrue", AtomicBoolean.class)
        .orShould()
        .callMethod(ConditionFactory.class, "untilFalse", AtomicBoolean.class)
        .allowEmptyShould(true)
        .as("tests wait with untilAsserted, which shows the value when the time is up");
  }

  /**
   * That nothing is formatted or changed in case by the rules of the machine's language: a program
   * could not read Arabic digits or a Turkish I.
   */
  public static ArchRule noDefaultLocale(String root) {
    return noClasses()
        .that()
        .resideInAPackage(root + "..")
        .should()
        .callCodeUnitWhere(DEFAULT_LOCALE)
        .allowEmptyShould(true)
        .as("formats and changes of case name a Locale, Locale.ROOT for what programs read");
  }

  private static final Set<String> FORMATTING =
      Set.of("format", "formatted", "printf", "toLowerCase", "toUpperCase");

  private static final Set<String> FORMATTERS =
      Set.of(
          "java.util.Formatter",
          "java.util.Scanner",
          "java.text.DecimalFormat",
          "java.text.SimpleDateFormat",
          "java.text.MessageFormat");

  private static final Set<String> FORMATTED =
      Set.of("java.lang.String", "java.io.PrintStream", "java.io.PrintWriter");

  private static final DescribedPredicate<JavaCall<?>> DEFAULT_LOCALE =
      DescribedPredicate.describe(
          "use the default locale",
          call -> {
            String owner = call.getTargetOwner().getName();
            String name = call.getName();
            boolean makes = name.equals("<init>") && FORMATTERS.contains(owner);
            boolean formats =
                FORMATTED.contains(owner) && FORMATTING.contains(name)
                    || owner.equals("java.time.format.DateTimeFormatter")
                        && name.equals("ofPattern")
                    || owner.equals("java.text.NumberFormat")
                        && name.startsWith("get")
                        && name.endsWith("Instance");
            return (makes || formats)
                && call.getTarget().getRawParameterTypes().stream()
                    .noneMatch(type -> type.isEquivalentTo(Locale.class));
          });
}
