package io.dtabd.bench.repeat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How the tests of one module are started, as near to Surefire as it matters to them.
 *
 * @param home the module's folder, where they run
 */
record TestJvm(Path home, String classPath, Surefire surefire) {

  static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));

  /**
   * @param scratch a folder of this repetition alone
   */
  ProcessBuilder command(Target target, Path scratch) {
    var command = new ArrayList<String>();
    command.add(JAVA_HOME.resolve("bin/java").toString());
    command.addAll(surefire.jvmFlags());
    command.add("-enableassertions"); // As Surefire does unasked.
    command.add("-Dbasedir=" + home);
    surefire.systemProperties().forEach((name, value) -> command.add("-D" + name + "=" + value));
    command.addAll(List.of("-cp", classPath, "org.junit.platform.console.ConsoleLauncher"));
    command.addAll(
        List.of(
            "execute",
            "--disable-banner",
            "--disable-ansi-colors",
            "--details=verbose",
            // jqwik would try first what failed in the repetition before, and so would not be
            // independent of it.
            "--config=jqwik.database=" + scratch.resolve("jqwik")));
    command.add("--select-class=" + target.source().className());
    // Whatever its parameters, also where a superclass declares it.
    target.method().ifPresent(method -> command.add("--include-methodname=.*#" + method));
    var builder = new ProcessBuilder(command).directory(home.toFile());
    builder.environment().putAll(surefire.environment());
    return builder;
  }
}
