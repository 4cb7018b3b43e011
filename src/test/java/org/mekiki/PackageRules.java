package org.mekiki;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The table of packages as rules: what each package may import, of ours and of others. What is not
 * named here is not allowed; whoever needs more changes the table, and the reviewer sees it.
 *
 * <p>The rules take the root package, so that the same rules can be shown to fail on planted
 * violations under another root.
 */
final class PackageRules {
  private static final List<String> KAFKA = List.of("org.apache.kafka..");
  private static final List<String> AVRO = List.of("org.apache.avro..");
  private static final List<String> JACKSON = List.of("com.fasterxml.jackson..");
  private static final List<String> LOG = List.of("org.slf4j..");
  private static final List<String> METERS = List.of("io.micrometer..", "io.prometheus..");

  /**
   * One row of the table.
   *
   * @param imports our packages that it may import, besides itself
   * @param libraries package patterns of others, besides the JDK
   */
  private record Row(List<String> imports, List<String> libraries) {}

  private static final Map<String, Row> TABLE = new LinkedHashMap<>();

  static {
    row("padim", List.of(), List.of());
    row("image", List.of("padim"), List.of("org.bytedeco.."), LOG);
    row(
        "onnx",
        List.of("padim", "image"),
        List.of(
            "ai.djl..", "ai.onnxruntime..", "ai.onnx..", "org.tribuo..", "com.google.protobuf.."),
        JACKSON,
        LOG);
    row("model", List.of("padim"), JACKSON, LOG);
    row("inspect", List.of("padim", "image", "model"), LOG);
    row(
        "stream",
        List.of("inspect", "padim", "image", "model", "config"),
        KAFKA,
        AVRO,
        JACKSON,
        LOG);
    row("camera", List.of("image"), LOG);
    row("evaluate", List.of("inspect", "padim", "image"), JACKSON, LOG);
    row("metrics", List.of("inspect", "model", "padim"), METERS, LOG);
    row(
        "web",
        List.of("inspect", "image", "model", "padim", "config"),
        List.of("io.javalin..", "org.eclipse.jetty..", "jakarta.."),
        JACKSON,
        METERS,
        LOG);
    row("bench", List.of("inspect", "padim", "image", "onnx"), JACKSON, LOG);
    row("config", List.of(), LOG);
    row("download", List.of(), List.of("org.apache.commons.compress.."));
  }

  private PackageRules() {}

  @SafeVarargs
  private static void row(String name, List<String> imports, List<String>... libraries) {
    TABLE.put(name, new Row(imports, Stream.of(libraries).flatMap(List::stream).toList()));
  }

  /** Packages with a row of their own, in the table's order; {@code app} may import everything. */
  static List<String> packages() {
    return List.copyOf(TABLE.keySet());
  }

  /** That a package imports only what its row says. */
  static ArchRule importsOnlyItsRow(String root, String name) {
    Row row = TABLE.get(name);
    List<String> allowed =
        new ArrayList<>(List.of("java..", "javax..", "jdk..", "org.xml..", "org.w3c.."));
    allowed.add(root + "." + name + "..");
    row.imports().forEach(other -> allowed.add(root + "." + other + ".."));
    allowed.addAll(row.libraries());
    return classes()
        .that()
        .resideInAPackage(root + "." + name + "..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(allowed.toArray(String[]::new))
        .allowEmptyShould(true)
        .as("package " + name + " imports only what the table of packages allows");
  }

  /** That no two packages import each other, directly or by way of others. */
  static ArchRule noCycles(String root) {
    return slices().matching(root + ".(*)..").should().beFreeOfCycles().allowEmptyShould(true);
  }

  /** That no class lies beside the table. */
  static ArchRule everyClassLiesInAPackageOfTheTable(String root) {
    List<String> known = new ArrayList<>(List.of(root + ".app.."));
    TABLE.keySet().forEach(name -> known.add(root + "." + name + ".."));
    return classes().should().resideInAnyPackage(known.toArray(String[]::new));
  }

  /** That only {@code app} talks to the terminal. */
  static ArchRule noStandardStreamsOutsideApp(String root) {
    return noClasses()
        .that()
        .resideOutsideOfPackage(root + ".app..")
        .should(ACCESS_STANDARD_STREAMS)
        .allowEmptyShould(true);
  }
}
