package io.dtabd.server;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may import whom. */
class ArchitectureTest {

  private static final String CORE = "core";
  private static final String PROTO = "proto";

  /** What protoc generates. */
  private static final String PROTO_PACKAGE = "io.dtabd.mesh.proto";

  private static final String[] CORE_PACKAGES = {
    "io.dtabd.dtab", "io.dtabd.live", "io.dtabd.naming", "io.dtabd.store"
  };

  private static final JavaClasses PROGRAM =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.dtabd");

  @ParameterizedTest(name = "{0} imports of the program''s packages only: {1}")
  @CsvSource({
    "config,  core",
    "net,     config",
    "watch,   core",
    "web,     core net watch config",
    "http,    core web watch config",
    "mesh,    core net watch config proto",
    "thrift,  core net watch config",
    "metrics, core web mesh watch net thrift",
    "admin,   core web watch config metrics",
    "cli,     core config",
    "config,  core",
    "cli,     core config",
  })
  void packagesImportOnlyWhatTheyAreBuiltOn(String name, String allowed) {
    String[] packages =
        Stream.concat(Stream.of(name), Arrays.stream(allowed.split(" ")))
            .flatMap(
                it ->
                    switch (it) {
                      case CORE -> Arrays.stream(CORE_PACKAGES);
                      case PROTO -> Stream.of(PROTO_PACKAGE);
                      default -> Stream.of("io.dtabd.server." + it + "..");
                    })
            .toArray(String[]::new);
    classes()
        .that()
        .resideInAPackage("io.dtabd.server." + name + "..")
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(packages).or(not(resideInAPackage("io.dtabd.."))))
        .check(PROGRAM);
  }

  @Test
  void packagesFormNoCycles() {
    slices().matching("io.dtabd.(**)").should().beFreeOfCycles().check(PROGRAM);
  }

  @Test
  void nobodyImportsTheProgramsRoot() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.dtabd.server")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.dtabd.server")
        .check(PROGRAM);
  }

  @ParameterizedTest(name = "{0} is known only to {1}")
  @CsvSource({
    "io.netty..,            net web mesh thrift metrics",
    "io.grpc..,             mesh",
    "io.micrometer..,       metrics",
    "ch.qos.logback..,      admin",
    "picocli..,             cli",
    "com.fasterxml.jackson.dataformat.yaml.., config cli",
  })
  void librariesAreKnownOnlyWhereTheyAreUsed(String library, String users) {
    String[] packages =
        Arrays.stream(users.split(" "))
            .map(it -> "io.dtabd.server." + it + "..")
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideOutsideOfPackages(
            Stream.concat(
                    Arrays.stream(packages), Stream.of("io.dtabd.server", "io.dtabd.store.etcd"))
                .toArray(String[]::new))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .check(PROGRAM);
  }
}
