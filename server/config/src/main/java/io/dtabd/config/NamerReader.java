package io.dtabd.config;

import io.dtabd.config.NamerConfig.Fs;
import io.dtabd.config.NamerConfig.Kubernetes;
import io.dtabd.config.NamerConfig.KubernetesExternal;
import io.dtabd.config.NamerConfig.KubernetesNamespace;
import io.dtabd.config.NamerConfig.Rewrite;
import io.dtabd.dtab.Path;
import io.dtabd.naming.RewriteNamer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code namers}. */
final class NamerReader {

  private static final List<String> KINDS =
      List.of(
          Fs.KIND,
          Rewrite.KIND,
          Kubernetes.KIND,
          KubernetesNamespace.KIND,
          KubernetesExternal.KIND);

  private NamerReader() {}

  static List<NamerConfig> readAll(List<Section> sections) {
    var namers = new ArrayList<NamerConfig>();
    for (Section at : sections) {
      read(at)
          .ifPresent(
              namer -> {
                checkPrefix(at, namer, namers);
                namers.add(namer);
              });
    }
    return namers;
  }

  private static Optional<NamerConfig> read(Section at) {
    boolean experimental = CommonKeys.experimental(at);
    // Left out silently, a transformer would send traffic to other addresses than namerd's.
    if (!at.sections("transformers").isEmpty()) {
      at.problem("transformers", "dtabd has no transformers; remove them, or keep namerd for this");
    }
    return at.kind(KINDS)
        .map(
            kind -> {
              Path prefix =
                  at.parsed("prefix", "a path such as /name", Path::read).orElse(Path.of(kind));
              NamerConfig namer =
                  switch (kind) {
                    case Fs.KIND -> new Fs(prefix, at.requiredFile("rootDir"));
                    case Rewrite.KIND -> rewrite(at, prefix);
                    case Kubernetes.KIND ->
                        new Kubernetes(prefix, CommonKeys.kubernetes(at), at.text("labelSelector"));
                    case KubernetesNamespace.KIND ->
                        new KubernetesNamespace(
                            prefix,
                            CommonKeys.kubernetes(at),
                            at.text("labelSelector"),
                            at.text("envVar").orElse(KubernetesNamespace.DEFAULT_ENV_VAR));
                    default -> {
                      if (!experimental) {
                        at.problem("kind", kind + " needs 'experimental: true' beside it");
                      }
                      yield new KubernetesExternal(
                          prefix, CommonKeys.kubernetes(at), at.text("labelSelector"));
                    }
                  };
              at.finish();
              return namer;
            });
  }

  private static Rewrite rewrite(Section at, Path prefix) {
    var rewrite = new Rewrite(prefix, at.requiredText("pattern"), at.requiredText("name"));
    if (at.has("pattern") && at.has("name")) {
      try {
        var _ = new RewriteNamer(prefix, rewrite.pattern(), rewrite.name());
      } catch (IllegalArgumentException e) {
        at.problem("pattern", String.valueOf(e.getMessage()));
      }
    }
    return rewrite;
  }

  /** No two namers may answer for one path, and none for every path. */
  private static void checkPrefix(Section at, NamerConfig namer, List<NamerConfig> before) {
    Path prefix = namer.prefix();
    if (prefix.isEmpty()) {
      at.problem("prefix", "a path of at least one label expected, '/' found");
      return;
    }
    for (NamerConfig other : before) {
      if (prefix.startsWith(other.prefix()) || other.prefix().startsWith(prefix)) {
        at.problem(
            "prefix",
            "%s overlaps with %s, the prefix of the %s namer before; give one another 'prefix'"
                .formatted(prefix.show(), other.prefix().show(), other.kind()));
      }
    }
  }
}
