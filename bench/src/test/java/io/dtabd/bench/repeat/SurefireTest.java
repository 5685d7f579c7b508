package io.dtabd.bench.repeat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SurefireTest {

  @TempDir private Path root;

  @BeforeEach
  void poms() throws IOException {
    Files.createDirectories(root.resolve("server/http"));
    Files.writeString(
        root.resolve("pom.xml"),
        """
        <project><properties><jvm.flags>-Done -Dtwo</jvm.flags></properties>
        <build><pluginManagement><plugins><plugin>
        <artifactId>maven-surefire-plugin</artifactId>
        <configuration><argLine>${jvm.flags} -Xmx1g</argLine></configuration>
        </plugin></plugins></pluginManagement></build></project>
        """);
    Files.writeString(
        root.resolve("server/http/pom.xml"),
        """
        <project><parent><relativePath>../../pom.xml</relativePath></parent>
        <build><plugins><plugin>
        <artifactId>maven-surefire-plugin</artifactId>
        <configuration><systemPropertyVariables><where>${basedir}</where></systemPropertyVariables></configuration>
        </plugin></plugins></build></project>
        """);
  }

  @Test
  void moduleAddsToWhatItsParentsSay() throws IOException {
    Surefire surefire = Surefire.of(root, Path.of("server/http"));

    assertThat(surefire.jvmFlags()).containsExactly("-Done", "-Dtwo", "-Xmx1g");
    assertThat(surefire.systemProperties())
        .containsOnlyKeys("where")
        .containsValue(root.resolve("server/http").toString());
  }
}
