package io.dtabd.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.dtabd.testing.peers.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Where a package stands, and who may import whom, where the modules' poms do not say it: between
 * the packages of one module, and which of them knows a library that several have on their class
 * path.
 */
class ArchitectureTest {

  private static final Pattern MODULE = Pattern.compile("<module>(.*)</module>");

  private static final JavaClasses PROGRAM =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("/testing/"))
          .importPackages("io.dtabd");

  @Test
  void packagesFormNoCycles() {
    slices().matching("io.dtabd.(**)").should().beFreeOfCycles().check(PROGRAM);
  }

  /** Of all modules, with those that are not on this class path, and of their tests. */
  @Test
  void aPackageStandsInOneModule() throws IOException {
    var modules = new TreeMap<String, SortedSet<String>>();
    for (Path module : modulesBelow(Checkout.file("."))) {
      for (String sources : List.of("src/main/java", "src/test/java")) {
        for (String name : packagesBelow(module.resolve(sources))) {
          modules.computeIfAbsent(name, _ -> new TreeSet<>()).add(module.toString());
        }
      }
    }
    assertThat(modules).containsKeys("io.dtabd.server", "io.dtabd.bench", "io.dtabd.ui");
    modules.values().removeIf(where -> where.size() == 1);
    assertThat(modules).isEmpty();
  }

  private static List<Path> modulesBelow(Path folder) throws IOException {
    var modules = new ArrayList<Path>();
    Matcher module = MODULE.matcher(Files.readString(folder.resolve("pom.xml")));
    while (module.find()) {
      modules.addAll(modulesBelow(folder.resolve(module.group(1))));
    }
    modules.add(folder.normalize());
    return modules;
  }

  private static SortedSet<String> packagesBelow(Path sources) throws IOException {
    var packages = new TreeSet<String>();
    if (Files.isDirectory(sources)) {
      try (Stream<Path> files = Files.walk(sources)) {
        files
            .filter(file -> file.toString().endsWith(".java"))
            .map(file -> sources.relativize(file.getParent()).toString().replace('/', '.'))
            .forEach(packages::add);
      }
    }
    return packages;
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
