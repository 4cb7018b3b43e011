package org.mekiki;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The packages keep to the table, and each rule is shown to fail on a planted violation. */
class ArchitectureTest {
  private static final String ROOT = "org.mekiki";
  private static final String PLANTED = "org.mekiki.planted";

  private static JavaClasses ours;
  private static JavaClasses planted;

  @BeforeAll
  static void readClasses() {
    ours =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);
    planted = new ClassFileImporter().importPackages(PLANTED);
  }

  static List<String> packages() {
    return PackageRules.packages();
  }

  @ParameterizedTest
  @MethodSource("packages")
  void packagesImportOnlyWhatTheTableAllows(String name) {
    PackageRules.importsOnlyItsRow(ROOT, name).check(ours);
  }

  @Test
  void packagesHaveNoCycles() {
    PackageRules.noCycles(ROOT).check(ours);
  }

  @Test
  void everyClassLiesInAPackageOfTheTable() {
    PackageRules.everyClassLiesInAPackageOfTheTable(ROOT).check(ours);
  }

  @Test
  void onlyAppAndTerminalUseStandardStreams() {
    PackageRules.noStandardStreamsOutsideTerminal(ROOT).check(ours);
  }

  @Test
  void nothingIsFormattedInTheMachinesLanguage() {
    PackageRules.noDefaultLocale(ROOT).check(ours);
  }

  @Test
  void aPlantedFormatWithoutALocaleFails() {
    assertFails(PackageRules.noDefaultLocale(PLANTED), "planted.camera.Planted.format()");
    assertFails(PackageRules.noDefaultLocale(PLANTED), "planted.camera.Planted.lower()");
    assertFails(PackageRules.noDefaultLocale(PLANTED), "planted.camera.Planted.number()");
  }

  @Test
  void waitsOfTestsSayWhatWasThere() {
    JavaClasses tests =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("/planted/"))
            .importPackages(ROOT);
    assertThat(tests.contain(ArchitectureTest.class)).isTrue();
    PackageRules.noWaitForABoolean(ROOT).check(tests);
  }

  @Test
  void aPlantedWaitForABooleanFails() {
    assertFails(PackageRules.noWaitForABoolean(PLANTED), "planted.camera.Planted.await(");
  }

  static List<String> plantedPackages() {
    return PackageRules.plantedPackages();
  }

  @ParameterizedTest
  @MethodSource("plantedPackages")
  void aPlantedImportFails(String name) {
    assertFails(PackageRules.importsOnlyItsRow(PLANTED, name), "planted." + name + ".Planted");
  }

  @Test
  void aPlantedCycleFails() {
    assertFails(PackageRules.noCycles(PLANTED), "Slice stream.scoring");
  }

  @Test
  void aPlantedPackageFails() {
    assertFails(PackageRules.everyClassLiesInAPackageOfTheTable(PLANTED), "planted.util.Planted");
  }

  @Test
  void aPlantedPrintLineFails() {
    assertFails(PackageRules.noStandardStreamsOutsideTerminal(PLANTED), "planted.camera.Planted");
  }

  private static void assertFails(ArchRule rule, String culprit) {
    var result = rule.evaluate(planted);
    assertThat(result.hasViolation()).isTrue();
    assertThat(String.join("\n", result.getFailureReport().getDetails())).contains(culprit);
  }
}
