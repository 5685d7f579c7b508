package io.dtabd.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Who may import whom, where the modules' poms do not say it: between the packages of one module,
 * and which of them knows a library that several have on their class path.
 */
class ArchitectureTest {

  private static final JavaClasses PROGRAM =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("/testing/"))
          .importPackages("io.dtabd");

  @Test
  void packagesFormNoCycles() {
    slices().matching("io.dtabd.(**)").should().beFreeOfCycles().check(PROGRAM);
  }

  @ParameterizedTest(name = "{0} does not import {1}")
  @CsvSource({
    "io.dtabd.serving, io.dtabd.serving.preview",
    "io.dtabd.net,     io.dtabd.net.http",
    "io.dtabd.grpc,    io.dtabd.net.http",
    "io.dtabd.thriftmux, io.dtabd.net.http",
  })
  void packagesThatStandBelowDoNotImportThoseAbove(String below, String above) {
    noClasses()
        .that()
        .resideInAPackage(below)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(above)
        .check(PROGRAM);
  }

  @ParameterizedTest(name = "{0} is known only to {1}")
  @CsvSource({
    "io.netty..,            net net.http grpc thriftmux admin store.etcd",
    "io.grpc..,             grpc mesh store.etcd",
    "io.micrometer..,       serving net net.http grpc thriftmux admin server",
    "ch.qos.logback..,      admin",
    "picocli..,             cli server",
    "com.fasterxml.jackson.dataformat.yaml.., config cli",
    "com.google.protobuf..,  grpc mesh mesh.proto store.etcd",
  })
  void librariesAreKnownOnlyWhereTheyAreUsed(String library, String users) {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            Arrays.stream(users.split(" ")).map(it -> "io.dtabd." + it).toArray(String[]::new))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .check(PROGRAM);
  }
}
