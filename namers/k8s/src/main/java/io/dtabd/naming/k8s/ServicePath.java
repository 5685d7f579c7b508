package io.dtabd.naming.k8s;

import io.dtabd.dtab.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How the paths of a namer name services: below its prefix {@code /NAMESPACE/PORT/SERVICE}, without
 * the namespace where that is given once for all, and with the value of a label at the end where
 * the namer selects by one. Letters are made small, as they are in all of these names.
 *
 * @param prefix the namer's, from the root
 * @param namespace of all services, if it does not stand in the path
 * @param labelKey of the label whose value stands in the path
 */
record ServicePath(Path prefix, Optional<String> namespace, Optional<String> labelKey) {

  /**
   * What the API server accepts as the name of a namespace, and of a service; dots are for
   * endpoints.
   */
  private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

  private static final Pattern SERVICE = Pattern.compile("[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?");

  /**
   * One service as a path names it.
   *
   * @param id the path that names it, from the root
   * @param residual what of the path was not used
   */
  record Target(
      ServiceName service, PortLabel port, Optional<ObjectLabel> label, Path id, Path residual) {

    /** Without what follows it. */
    Target alone() {
      return new Target(service, port, label, id, Path.EMPTY);
    }
  }

  /** Empty if no service can be called that. */
  Optional<Target> parse(Path path) {
    int size = prefix.size() + (namespace.isPresent() ? 2 : 3) + (labelKey.isPresent() ? 1 : 0);
    if (path.size() < size) {
      return Optional.empty();
    }
    List<String> labels = new ArrayList<>();
    for (int i = prefix.size(); i < size; i++) {
      labels.add(path.label(i).text().toLowerCase(Locale.ROOT));
    }
    Path id = prefix.concat(Path.of(labels.toArray(String[]::new)));
    String inNamespace = namespace.isPresent() ? namespace.get() : labels.removeFirst();
    String service = labels.get(1);
    if (!NAMESPACE.matcher(inNamespace).matches() || !SERVICE.matcher(service).matches()) {
      return Optional.empty();
    }
    return PortLabel.of(labels.get(0))
        .map(
            port ->
                new Target(
                    new ServiceName(inNamespace, service),
                    port,
                    labelKey.map(key -> new ObjectLabel(key, labels.get(2))),
                    id,
                    path.drop(size)));
  }

  /** The path of a service; the inverse of {@link #parse}. */
  Path id(ServiceName service, String port, Optional<ObjectLabel> label) {
    List<String> labels = new ArrayList<>();
    if (namespace.isEmpty()) {
      labels.add(service.namespace());
    }
    labels.add(port);
    labels.add(service.name());
    label.ifPresent(it -> labels.add(it.value()));
    return prefix.concat(Path.of(labels.toArray(String[]::new)));
  }
}
