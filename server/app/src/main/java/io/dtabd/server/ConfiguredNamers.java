package io.dtabd.server;

import io.dtabd.config.NamerConfig;
import io.dtabd.dtab.Path;
import io.dtabd.naming.FsNamer;
import io.dtabd.naming.Namer;
import io.dtabd.naming.Namers;
import io.dtabd.naming.RewriteNamer;
import io.dtabd.naming.SystemNamer;
import java.io.IOException;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Opens the namers that a configuration names. */
final class ConfiguredNamers {

  private ConfiguredNamers() {}

  /**
   * @param resources takes those that are to be closed
   * @param warnings takes what keeps no namer from working, but an operator should know
   */
  static Namers open(
      List<NamerConfig> configs,
      Engine engine,
      KubernetesNamers kubernetes,
      InstantSource clock,
      Resources resources,
      Consumer<String> warnings)
      throws StartException {
    Map<Path, Namer> byPrefix = new HashMap<>();
    for (NamerConfig config : configs) {
      Path prefix = Namers.prefix(config.prefix());
      if (config instanceof NamerConfig.Fs fs) {
        check(prefix, fs.rootDir(), warnings);
      }
      byPrefix.put(prefix, open(prefix, config, engine, kubernetes, clock, resources));
    }
    return new Namers(byPrefix, new SystemNamer(engine.hosts()));
  }

  /** A folder may be made later; what is there and none will not become one. */
  private static void check(Path prefix, java.nio.file.Path rootDir, Consumer<String> warnings)
      throws StartException {
    if (!Files.exists(rootDir)) {
      warnings.accept(
          "namers: %s: there is no folder %s (rootDir); until it is made, nothing is found in it"
              .formatted(prefix.show(), rootDir));
    } else if (!Files.isDirectory(rootDir)) {
      throw new StartException(
          "namers: %s: rootDir %s is no folder; give the folder that the files of addresses are in"
              .formatted(prefix.show(), rootDir));
    }
  }

  private static Namer open(
      Path prefix,
      NamerConfig config,
      Engine engine,
      KubernetesNamers kubernetes,
      InstantSource clock,
      Resources resources)
      throws StartException {
    return switch (config) {
      case NamerConfig.Fs fs -> {
        try {
          yield resources.add(
              "namer " + prefix.show(),
              FsNamer.watch(prefix, fs.rootDir(), engine.hosts(), clock, engine.setting()));
        } catch (IOException e) {
          throw new StartException(
              "namers: %s cannot watch %s: %s; is fs.inotify.max_user_instances used up?"
                  .formatted(prefix.show(), fs.rootDir(), e.getMessage()),
              e);
        }
      }
      case NamerConfig.Rewrite rewrite ->
          new RewriteNamer(prefix, rewrite.pattern(), rewrite.name());
      case NamerConfig.Kubernetes all -> kubernetes.open(prefix, all);
      case NamerConfig.KubernetesNamespace one -> kubernetes.open(prefix, one);
      case NamerConfig.KubernetesExternal external -> kubernetes.open(prefix, external);
    };
  }
}
