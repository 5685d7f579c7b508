package io.dtabd;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.dtabd.dtab.Dtab;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may import whom. */
class ArchitectureTest {

  /** Of this module alone: tests have more on their classpath. */
  private static final JavaClasses CORE =
      new ClassFileImporter()
          .importUrl(Dtab.class.getProtectionDomain().getCodeSource().getLocation());

  @Test
  void nothingOutsideTheJdkIsUsed() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("java..", "org.jspecify.annotations", "io.dtabd..")
        .check(CORE);
  }

  @ParameterizedTest(name = "{0} imports of the program''s packages only: {1}")
  @CsvSource({"dtab, ''", "live, ''", "naming, dtab live", "store, dtab live"})
  void packagesImportOnlyWhatTheyAreBuiltOn(String name, String allowed) {
    String[] packages =
        Stream.concat(Stream.of(name), Arrays.stream(allowed.split(" ")))
            .filter(it -> !it.isEmpty())
            .map(it -> "io.dtabd." + it)
            .toArray(String[]::new);
    classes()
        .that()
        .resideInAPackage("io.dtabd." + name)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(packages).or(not(resideInAPackage("io.dtabd.."))))
        .check(CORE);
  }

  @Test
  void everyPackageHasItsRule() {
    classes()
        .should()
        .resideInAnyPackage("io.dtabd.dtab", "io.dtabd.live", "io.dtabd.naming", "io.dtabd.store")
        .check(CORE);
  }

  @Test
  void packagesFormNoCycles() {
    slices().matching("io.dtabd.(**)").should().beFreeOfCycles().check(CORE);
  }
}
