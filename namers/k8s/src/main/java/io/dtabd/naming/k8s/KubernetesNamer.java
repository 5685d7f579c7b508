package io.dtabd.naming.k8s;

import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Path;
import io.dtabd.live.Live;
import io.dtabd.live.State;
import io.dtabd.live.Subscription;
import io.dtabd.naming.Addr;
import io.dtabd.naming.Namer;
import io.dtabd.naming.k8s.ServicePath.Target;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Names that are services: {@code /#/io.l5d.k8s/NAMESPACE/PORT/SERVICE} is the endpoints of a port
 * of a service that are ready. A service that is there and has none is bound, and empty.
 */
public final class KubernetesNamer implements Namer {

  private final Cluster cluster;
  private final ServicePath paths;
  private final ServiceNames names;

  /**
   * @param prefix the whole prefix of this namer's paths, {@code /#/io.l5d.k8s}
   * @param namespace of all services, if paths are not to name it
   * @param labelKey of a label of services whose value is one more label of the path; the cluster
   *     was opened with it
   */
  public KubernetesNamer(
      Path prefix, Cluster cluster, Optional<String> namespace, Optional<String> labelKey) {
    this.cluster = cluster;
    this.paths = new ServicePath(prefix, namespace, labelKey);
    this.names = new ServiceNames(cluster, paths, KubernetesNamer::ports);
  }

  @Override
  public Live<NameTree<Name>> lookup(Path path) {
    return paths
        .parse(path)
        .<Live<NameTree<Name>>>map(target -> new Tree(cluster, target))
        .orElse(Live.constant(State.ok(NameTree.neg())));
  }

  @Override
  public Optional<Live<Set<Path>>> boundNames() {
    return Optional.of(names);
  }

  /** What the ports of a service are called in paths. */
  private static Set<String> ports(Shape shape) {
    var ports = new HashSet<String>();
    shape
        .service()
        .ifPresent(
            service -> {
              for (KubernetesService.Port port : service.ports()) {
                ports.add(port.name().isEmpty() ? Integer.toString(port.number()) : port.name());
              }
            });
    shape.endpointPorts().ifPresent(ports::addAll);
    ports.remove("");
    return ports;
  }

  /** Whether there is what a path names; a state as that of a tree that is not known either. */
  private static State<Boolean> isThere(Cluster cluster, Target target) {
    Coverage coverage = cluster.coverage(target.service().namespace());
    Shape shape = shape(cluster, target);
    return switch (coverage.endpoints()) {
      case Reading.Begun _ -> State.pending();
      case Reading.Failed(var reason) -> State.failed(reason);
      case Reading.Refused(var reason) -> State.failed(reason);
      case Reading.Done _ ->
          switch (coverage.services()) {
            case Reading.Begun _ -> State.pending();
            case Reading.Failed(var reason) -> State.failed(reason);
            case Reading.Done _ -> State.ok(isLabelled(shape, target) && hasPort(shape, target));
            case Reading.Refused(var reason) -> unseen(shape, target, reason);
          };
    };
  }

  /** A port that endpoints have counts too, though the service does not: both count for proxies. */
  private static boolean hasPort(Shape shape, Target target) {
    boolean ofService = shape.service().flatMap(it -> it.port(target.port())).isPresent();
    return ofService || (shape.service().isPresent() && isPortOfEndpoints(shape, target));
  }

  private static boolean isPortOfEndpoints(Shape shape, Target target) {
    return target.port() instanceof PortLabel.Named(var name)
        && shape.endpointPorts().filter(ports -> ports.contains(name)).isPresent();
  }

  /**
   * Of services that may not be read, their endpoints tell all but the numbers of ports, and while
   * there are no endpoints, all but the names of ports too. Any name counts then: a name that leads
   * elsewhere whenever the last pod goes would be worse.
   */
  private static State<Boolean> unseen(Shape shape, Target target, String reason) {
    if (target.port() instanceof PortLabel.Numbered) {
      return State.failed("ports by number need the service that has them; " + reason);
    }
    boolean portsUnknown = shape.endpointPorts().filter(Set::isEmpty).isPresent();
    return State.ok(
        isLabelled(shape, target) && (portsUnknown || isPortOfEndpoints(shape, target)));
  }

  private static boolean isLabelled(Shape shape, Target target) {
    return target.label().isEmpty() || shape.labels().contains(target.label().get());
  }

  private static Shape shape(Cluster cluster, Target target) {
    return cluster.index().shapeNow(target.service());
  }

  private record Tree(Cluster cluster, Target target) implements Live<NameTree<Name>> {

    @Override
    public State<NameTree<Name>> now() {
      cluster.touch(target.service().namespace());
      return isThere(cluster, target).map(there -> there ? leaf() : NameTree.neg());
    }

    private NameTree<Name> leaf() {
      return NameTree.leaf(
          new Name.Settled(target.id(), target.residual(), new Endpoints(cluster, target.alone())));
    }

    @Override
    public Subscription observe(Runnable onChange) {
      return cluster.observe(target.service(), onChange);
    }
  }

  /** Equal for one name, whatever follows it in the path. */
  private record Endpoints(Cluster cluster, Target target) implements Live<Addr> {

    @Override
    public State<Addr> now() {
      cluster.touch(target.service().namespace());
      return isThere(cluster, target).map(there -> there ? bound() : new Addr.Neg());
    }

    private Addr bound() {
      return new Addr.Bound(
          cluster
              .index()
              .backendsNow(target.service())
              .at(target.port(), shape(cluster, target).service()));
    }

    @Override
    public Subscription observe(Runnable onChange) {
      Subscription backends = cluster.index().backends(target.service()).observe(onChange);
      Subscription rest = cluster.observe(target.service(), onChange);
      return () -> {
        backends.close();
        rest.close();
      };
    }
  }
}
