package io.dtabd.k8s.tests;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dtabd.testing.peers.Peers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs the real kubectl as somebody. */
public final class Kubectl {

  /** What a run said. */
  public record Result(int status, String out, String err) {}

  private static final int PATIENCE_SECONDS = 180;

  private final Path program = Peers.require("kubectl", KubeApiServer.BUILD + "kubectl");
  private final Path folder;
  private final Path kubeconfig;

  /**
   * @param folder where it keeps what it caches
   */
  public Kubectl(Path folder, Kubeconfig kubeconfig) throws IOException {
    this.folder = folder;
    this.kubeconfig = kubeconfig.write(Files.createTempFile(folder, "kubeconfig", ""));
  }

  public Result run(String... args) throws IOException, InterruptedException {
    return run(Map.of(), args);
  }

  /**
   * @param environment on top of this process's, such as {@code KUBE_EDITOR}
   */
  public Result run(Map<String, String> environment, String... args)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile(folder, "out", "");
    Path err = Files.createTempFile(folder, "err", "");
    var builder =
        new ProcessBuilder(command(args))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder.environment().putAll(environment);
    Process process = builder.start();
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("kubectl did not end: " + List.of(args));
    }
    return new Result(
        process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
  }

  /** What {@link #run} would; for runs that go on. */
  List<String> command(String... args) {
    List<String> command =
        new ArrayList<>(
            List.of(
                program.toString(),
                "--kubeconfig=" + kubeconfig,
                "--cache-dir=" + folder.resolve("kubectl-cache")));
    command.addAll(Arrays.asList(args));
    return command;
  }
}
