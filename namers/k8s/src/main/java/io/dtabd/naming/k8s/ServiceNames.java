package io.dtabd.naming.k8s;

import io.dtabd.dtab.Path;
import io.dtabd.live.Live;
import io.dtabd.live.State;
import io.dtabd.live.Subscription;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The paths of all the services that are known. */
final class ServiceNames implements Live<Set<Path>> {

  /**
   * @param edition of the index, and of the coverage
   */
  private record Listed(State<Long> edition, State<Long> coverage, State<Set<Path>> paths) {

    static final Listed NONE = new Listed(State.pending(), State.pending(), State.pending());
  }

  private final Cluster cluster;
  private final ServicePath paths;
  private final Function<Shape, Set<String>> ports;

  /** Listing thousands of services takes a while, and more than one asks after a change. */
  private volatile Listed last = Listed.NONE;

  /**
   * @param ports those of a service that have a path, as they are called in it
   */
  ServiceNames(Cluster cluster, ServicePath paths, Function<Shape, Set<String>> ports) {
    this.cluster = cluster;
    this.paths = paths;
    this.ports = ports;
  }

  @Override
  public State<Set<Path>> now() {
    paths.namespace().ifPresent(cluster::touch);
    State<Long> edition = cluster.index().edition().now();
    State<Long> coverage = cluster.edition().now();
    Listed known = last;
    if (known.edition().equals(edition) && known.coverage().equals(coverage)) {
      return known.paths();
    }
    State<Set<Path>> now = list();
    last = new Listed(edition, coverage, now);
    return now;
  }

  private State<Set<Path>> list() {
    return switch (cluster.known(paths.namespace())) {
      case Reading.Begun _ -> State.pending();
      case Reading.Failed(var reason) -> State.failed(reason);
      case Reading.Refused(var reason) -> State.failed(reason);
      case Reading.Done _ -> State.ok(all());
    };
  }

  private Set<Path> all() {
    var all = new HashSet<Path>();
    cluster
        .index()
        .all()
        .forEach(
            (name, shape) -> {
              if (paths.namespace().isEmpty() || paths.namespace().get().equals(name.namespace())) {
                add(all, name, shape);
              }
            });
    return Set.copyOf(all);
  }

  private void add(Set<Path> all, ServiceName name, Shape shape) {
    for (String port : ports.apply(shape)) {
      if (paths.labelKey().isEmpty()) {
        all.add(paths.id(name, port, Optional.empty()));
      } else {
        shape.labels().stream()
            .filter(label -> label.key().equals(paths.labelKey().get()))
            .forEach(label -> all.add(paths.id(name, port, Optional.of(label))));
      }
    }
  }

  @Override
  public Subscription observe(Runnable onChange) {
    Subscription edition = cluster.index().edition().observe(onChange);
    Subscription coverage = cluster.edition().observe(onChange);
    Subscription hold = paths.namespace().map(cluster::hold).orElse(Subscription.NONE);
    return () -> {
      hold.close();
      coverage.close();
      edition.close();
    };
  }
}
