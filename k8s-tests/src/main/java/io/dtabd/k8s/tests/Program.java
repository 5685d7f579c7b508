package io.dtabd.k8s.tests;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * A program that tests drive: found on {@code PATH} or where {@code scripts/kube-apiserver/build}
 * leaves it. Where it is missing the tests are skipped; under CI they fail, unless {@code ./verify}
 * tried in vain to get it.
 */
enum Program {
  ETCD("etcd", "apt-get install etcd-server"),
  KUBE_APISERVER("kube-apiserver", "scripts/kube-apiserver/build, which takes Go and minutes"),
  KUBECTL("kubectl", "scripts/kube-apiserver/build, which takes Go and minutes"),
  HELM("helm", "go install helm.sh/helm/v3/cmd/helm@v3.18.6, which takes minutes");

  /** The release that {@code scripts/kube-apiserver} builds. */
  private static final String VERSION = "1.33.13";

  private static final String UNAVAILABLE = "DTABD_UNAVAILABLE_PEERS";

  private final String command;
  private final String install;

  Program(String command, String install) {
    this.command = command;
    this.install = install;
  }

  /** Where it is; ends the test if it is nowhere. */
  Path require() {
    Optional<Path> found = candidates().filter(Files::isExecutable).findFirst();
    if (found.isPresent()) {
      return found.get();
    }
    String missing = command + " is not on PATH; to get it: " + install;
    boolean inVain = List.of(env(UNAVAILABLE).split(",")).contains(command);
    return env("CI").equals("true") && !inVain
        ? Assertions.fail(missing)
        : Assumptions.abort(missing);
  }

  private Stream<Path> candidates() {
    Stream<Path> onPath =
        Arrays.stream(env("PATH").split(File.pathSeparator))
            .filter(folder -> !folder.isEmpty())
            .map(folder -> Path.of(folder, command));
    String cache = env("XDG_CACHE_HOME");
    Path caches = cache.isEmpty() ? Path.of(env("HOME"), ".cache") : Path.of(cache);
    return Stream.concat(
        onPath, Stream.of(caches.resolve(Path.of("dtabd", command + "-" + VERSION))));
  }

  private static String env(String name) {
    return System.getenv().getOrDefault(name, "");
  }
}
