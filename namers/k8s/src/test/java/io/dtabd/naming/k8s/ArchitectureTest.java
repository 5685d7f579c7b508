package io.dtabd.naming.k8s;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Who may import whom. */
class ArchitectureTest {

  @Test
  void nothingOfTheProgramIsUsedButNamingAndTheWatch() {
    classes()
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                    "io.dtabd.naming.k8s",
                    "io.dtabd.naming",
                    "io.dtabd.live",
                    "io.dtabd.dtab",
                    "io.dtabd.k8s.watch")
                .or(not(resideInAPackage("io.dtabd.."))))
        .check(
            new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.dtabd.naming.k8s"));
  }
}
