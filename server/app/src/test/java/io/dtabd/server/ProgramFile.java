package io.dtabd.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The program as a file {@code dtabd} that scripts can run, made of the classes under test. */
public final class ProgramFile {

  private ProgramFile() {}

  public static Path in(Path folder) throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Path program =
        Files.writeString(
            folder.resolve("dtabd"),
            """
            #!/bin/sh
            export CLASSPATH='%s'
            exec '%s' -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto io.dtabd.server.Main "$@"
            """
                .formatted(System.getProperty("java.class.path"), java));
    return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
