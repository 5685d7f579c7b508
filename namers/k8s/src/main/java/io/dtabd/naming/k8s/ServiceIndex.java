package io.dtabd.naming.k8s;

import io.dtabd.live.Live;
import io.dtabd.live.LiveCell;
import io.dtabd.live.LiveMap;
import io.dtabd.live.State;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The services of a cluster as far as they were read, live.
 *
 * <p>Objects are noted first, and the services that this touches then published. Each time what is
 * published is made of the objects as they are by then: of two threads that publish one service,
 * neither can publish what is older than what the other did.
 */
final class ServiceIndex {

  private final Map<ServiceName, KubernetesService> services = new HashMap<>();
  private final Map<EndpointGroup.Id, EndpointGroup> groups = new HashMap<>();
  private final Map<ServiceName, Set<EndpointGroup.Id>> groupsOf = new HashMap<>();

  private final LiveMap<ServiceName, Shape> shapes = new LiveMap<>(State.ok(Shape.NOTHING));
  private final LiveMap<ServiceName, Backends> backends = new LiveMap<>(State.ok(Backends.NONE));

  /** Those of {@code shapes}. */
  private final Map<ServiceName, Shape> published = new ConcurrentHashMap<>();

  /** Counts the changes of {@code published}. */
  private final LiveCell<Long> edition = new LiveCell<>(State.ok(0L));

  /** Everything but the addresses, {@link Shape#NOTHING} for a service that there is not. */
  Live<Shape> shape(ServiceName name) {
    return shapes.get(name);
  }

  /** The endpoints that are ready, {@link Backends#NONE} if there are none. */
  Live<Backends> backends(ServiceName name) {
    return backends.get(name);
  }

  Shape shapeNow(ServiceName name) {
    return published.getOrDefault(name, Shape.NOTHING);
  }

  Backends backendsNow(ServiceName name) {
    return switch (backends.get(name).now()) {
      case State.Ok<Backends>(var now) -> now;
      case State.Pending<Backends> _, State.Failed<Backends> _ -> Backends.NONE;
    };
  }

  /** All services that there are. */
  Map<ServiceName, Shape> all() {
    return published;
  }

  /** Another number after each change of {@link #all}. */
  Live<Long> edition() {
    return edition;
  }

  /**
   * Notes that these are all the services.
   *
   * @param namespace of this namespace; empty: of all
   * @return what is to be published
   */
  synchronized Set<ServiceName> noteServices(
      Optional<String> namespace, Collection<KubernetesService> all) {
    var touched = new HashSet<ServiceName>();
    services.keySet().removeIf(name -> isIn(name.namespace(), namespace) && touched.add(name));
    for (KubernetesService each : all) {
      services.put(each.name(), each);
      touched.add(each.name());
    }
    return touched;
  }

  synchronized Set<ServiceName> note(KubernetesService service) {
    services.put(service.name(), service);
    return Set.of(service.name());
  }

  synchronized Set<ServiceName> forget(KubernetesService service) {
    services.remove(service.name());
    return Set.of(service.name());
  }

  /**
   * Notes that these are all the endpoints.
   *
   * @param namespace of this namespace; empty: of all
   * @return what is to be published
   */
  synchronized Set<ServiceName> noteGroups(
      Optional<String> namespace, Collection<EndpointGroup> all) {
    var touched = new HashSet<ServiceName>();
    groups.keySet().removeIf(id -> isIn(id.namespace(), namespace));
    groupsOf.keySet().removeIf(name -> isIn(name.namespace(), namespace) && touched.add(name));
    all.forEach(each -> note(each, touched));
    return touched;
  }

  synchronized Set<ServiceName> note(EndpointGroup group) {
    var touched = new HashSet<ServiceName>();
    forget(group.id(), touched);
    note(group, touched);
    return touched;
  }

  synchronized Set<ServiceName> forget(EndpointGroup group) {
    var touched = new HashSet<ServiceName>();
    forget(group.id(), touched);
    return touched;
  }

  private void note(EndpointGroup group, Set<ServiceName> touched) {
    group
        .service()
        .ifPresent(
            service -> {
              groups.put(group.id(), group);
              groupsOf.computeIfAbsent(service, _ -> new HashSet<>()).add(group.id());
              touched.add(service);
            });
  }

  private void forget(EndpointGroup.Id id, Set<ServiceName> touched) {
    EndpointGroup before = groups.remove(id);
    if (before != null) {
      ServiceName service = before.service().orElseThrow();
      groupsOf.computeIfPresent(
          service,
          (_, ids) -> {
            ids.remove(id);
            return ids.isEmpty() ? null : ids;
          });
      touched.add(service);
    }
  }

  private static boolean isIn(String namespace, Optional<String> which) {
    return which.isEmpty() || which.get().equals(namespace);
  }

  /** Makes known what was noted. Observers are told before this returns. */
  void publish(Set<ServiceName> touched) {
    boolean differs = false;
    for (ServiceName name : touched) {
      if (isNothing(name)) {
        differs |= publishShape(name);
        publishBackends(name);
      } else { // whoever finds the service is to find its endpoints, too
        publishBackends(name);
        differs |= publishShape(name);
      }
    }
    if (differs) {
      edition.update(state -> state.map(number -> number + 1));
    }
  }

  private boolean publishShape(ServiceName name) {
    var differs = new boolean[1];
    shapes.compute(
        name,
        () -> {
          Shape now = Shape.of(service(name), groups(name));
          boolean isNothing = now.equals(Shape.NOTHING);
          Shape before = isNothing ? published.remove(name) : published.put(name, now);
          differs[0] = !now.equals(before == null ? Shape.NOTHING : before);
          return isNothing ? Optional.empty() : Optional.of(State.ok(now));
        });
    return differs[0];
  }

  private void publishBackends(ServiceName name) {
    backends.compute(
        name,
        () -> {
          Backends now = Backends.of(service(name), groups(name));
          return now.equals(Backends.NONE) ? Optional.empty() : Optional.of(State.ok(now));
        });
  }

  private synchronized boolean isNothing(ServiceName name) {
    return !services.containsKey(name) && !groupsOf.containsKey(name);
  }

  private synchronized Optional<KubernetesService> service(ServiceName name) {
    return Optional.ofNullable(services.get(name));
  }

  private synchronized List<EndpointGroup> groups(ServiceName name) {
    return groupsOf.getOrDefault(name, Set.of()).stream()
        .map(id -> Objects.requireNonNull(groups.get(id)))
        .toList();
  }
}
