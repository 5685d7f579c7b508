package io.dtabd.naming.k8s;

import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Path;
import io.dtabd.live.Live;
import io.dtabd.live.State;
import io.dtabd.live.Subscription;
import io.dtabd.naming.Addr;
import io.dtabd.naming.Endpoint;
import io.dtabd.naming.Hosts;
import io.dtabd.naming.Namer;
import io.dtabd.naming.k8s.ServicePath.Target;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Names that are services seen from outside of the cluster: {@code
 * /#/io.l5d.k8s.external/NAMESPACE/PORT/SERVICE} is the addresses of the service's load balancer,
 * with the service's port. A service that has none is {@code Neg}.
 */
public final class ExternalNamer implements Namer {

  private final Cluster cluster;
  private final Hosts hosts;
  private final ServicePath paths;
  private final ServiceNames names;

  /**
   * @param prefix the whole prefix of this namer's paths, {@code /#/io.l5d.k8s.external}
   * @param hosts knows the addresses of load balancers that have a name
   * @param labelKey as for {@link KubernetesNamer}
   */
  public ExternalNamer(Path prefix, Cluster cluster, Hosts hosts, Optional<String> labelKey) {
    this.cluster = cluster;
    this.hosts = hosts;
    this.paths = new ServicePath(prefix, Optional.empty(), labelKey);
    this.names = new ServiceNames(cluster, paths, ExternalNamer::ports);
  }

  @Override
  public Live<NameTree<Name>> lookup(Path path) {
    return paths
        .parse(path)
        .<Live<NameTree<Name>>>map(target -> new Tree(this, target))
        .orElse(Live.constant(State.ok(NameTree.neg())));
  }

  @Override
  public Optional<Live<Set<Path>>> boundNames() {
    return Optional.of(names);
  }

  private static Set<String> ports(Shape shape) {
    return shape.service().filter(it -> !it.ingress().isEmpty()).stream()
        .flatMap(it -> it.ports().stream())
        .map(port -> port.name().isEmpty() ? Integer.toString(port.number()) : port.name())
        .collect(Collectors.toSet());
  }

  private NameTree<Name> tree(Target target) {
    Shape shape = cluster.index().shapeNow(target.service());
    if (target.label().isPresent() && !shape.labels().contains(target.label().get())) {
      return NameTree.neg();
    }
    return shape
        .service()
        .filter(service -> !service.ingress().isEmpty())
        .flatMap(
            service ->
                service
                    .port(target.port())
                    .map(port -> new Balancers(addrs(service.ingress(), port.number()))))
        .map(addr -> NameTree.<Name>leaf(new Name.Settled(target.id(), target.residual(), addr)))
        .orElse(NameTree.neg());
  }

  private List<Live<Addr>> addrs(List<String> ingress, int port) {
    return ingress.stream().map(host -> hosts.addr(host, port)).toList();
  }

  private record Tree(ExternalNamer namer, Target target) implements Live<NameTree<Name>> {

    @Override
    public State<NameTree<Name>> now() {
      String namespace = target.service().namespace();
      namer.cluster.touch(namespace);
      return switch (namer.cluster.coverage(namespace).services()) {
        case Reading.Begun _ -> State.pending();
        case Reading.Failed(var reason) -> State.failed(reason);
        case Reading.Refused(var reason) -> State.failed(reason);
        case Reading.Done _ -> State.ok(namer.tree(target));
      };
    }

    @Override
    public Subscription observe(Runnable onChange) {
      return namer.cluster.observe(target.service(), onChange);
    }
  }

  /** All of them together, those whose name leads nowhere left out. */
  private record Balancers(List<Live<Addr>> each) implements Live<Addr> {

    @Override
    public State<Addr> now() {
      var endpoints = new HashSet<Endpoint>();
      Optional<State<Addr>> other = Optional.empty();
      for (Live<Addr> addr : each) {
        switch (addr.now()) {
          case State.Ok<Addr>(Addr.Bound bound) -> endpoints.addAll(bound.endpoints());
          case State.Ok<Addr>(Addr.Neg _) -> {}
          case State.Pending<Addr> pending -> other = Optional.of(pending);
          case State.Failed<Addr> failed -> other = other.or(() -> Optional.of(failed));
        }
      }
      State<Addr> none = other.orElse(State.ok(new Addr.Neg()));
      return endpoints.isEmpty() ? none : State.ok(new Addr.Bound(endpoints));
    }

    @Override
    public Subscription observe(Runnable onChange) {
      List<Subscription> all = each.stream().map(addr -> addr.observe(onChange)).toList();
      return () -> all.forEach(Subscription::close);
    }
  }
}
