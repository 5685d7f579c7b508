package io.dtabd.naming.k8s;

import static java.lang.System.Logger.Level.INFO;

import io.dtabd.k8s.watch.ListWatch;
import io.dtabd.k8s.watch.Outage;
import io.dtabd.k8s.watch.Receiver;
import io.dtabd.k8s.watch.ResourceType;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.EndpointsList;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceList;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceList;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a namespace, or the whole cluster, into the index: its services, and of their endpoints the
 * slices or, as long as those may not be read, the older Endpoints objects.
 */
final class Scope implements AutoCloseable {

  private static final ResourceType<Service> SERVICES =
      new ResourceType<>("", "v1", "services", Service.class, ServiceList.class);
  private static final ResourceType<EndpointSlice> SLICES =
      new ResourceType<>(
          "discovery.k8s.io", "v1", "endpointslices", EndpointSlice.class, EndpointSliceList.class);
  private static final ResourceType<Endpoints> ENDPOINTS =
      new ResourceType<>("", "v1", "endpoints", Endpoints.class, EndpointsList.class);

  /** What the index has the endpoints from. */
  private enum Source {
    NONE,
    SLICES,
    ENDPOINTS
  }

  private static final System.Logger log = System.getLogger(Scope.class.getName());

  private final ClusterContext clusterContext;
  private final ReadPlan readPlan;
  private final Optional<String> namespace;
  private final ServiceIndex index;
  private final Runnable onCoverage;

  // Guarded by this object's monitor, under which nothing but the index is locked.
  private boolean closed;
  private @Nullable ListWatch<?, ?> services;
  private @Nullable ListWatch<?, ?> slices;

  /** Null while the slices may be read. */
  private @Nullable ListWatch<?, ?> endpoints;

  private Source source = Source.NONE;

  private Coverage coverage = Coverage.NONE;

  /**
   * @param namespace empty: the whole cluster
   * @param onCoverage called after each change of {@link #coverage}, and perhaps once after closing
   */
  Scope(
      ClusterContext clusterContext,
      ReadPlan readPlan,
      Optional<String> namespace,
      ServiceIndex index,
      Runnable onCoverage) {
    this.clusterContext = clusterContext;
    this.readPlan = readPlan;
    this.namespace = namespace;
    this.index = index;
    this.onCoverage = onCoverage;
  }

  synchronized void start() {
    services = clusterContext.watch(SERVICES, namespace, new OfServices());
    if (readPlan.collections() == ReadPlan.Collections.SERVICES_AND_ENDPOINTS) {
      slices =
          clusterContext.watch(
              SLICES, namespace, new OfEndpoints<>(Source.SLICES, EndpointGroup::read));
    }
  }

  synchronized Coverage coverage() {
    return coverage;
  }

  /** Since when something that was read once may be behind. */
  synchronized Optional<Instant> staleSince() {
    return Stream.of(
            coverage.services() instanceof Reading.Done ? services : null,
            source == Source.SLICES ? slices : null,
            source == Source.ENDPOINTS ? endpoints : null)
        .flatMap(Stream::ofNullable)
        .flatMap(watch -> watch.staleSince().stream())
        .min(Comparator.naturalOrder());
  }

  /** Reads no more, and changes nothing in the index any more. What was read stays there. */
  @Override
  public synchronized void close() {
    closed = true;
    Stream.of(services, slices, endpoints).flatMap(Stream::ofNullable).forEach(ListWatch::close);
  }

  /** Notes in the index what was read, if it still counts, and publishes it. */
  private void take(BooleanSupplier counts, Supplier<Set<ServiceName>> note) {
    Set<ServiceName> touched;
    synchronized (this) {
      touched = !closed && counts.getAsBoolean() ? note.get() : Set.of();
    }
    index.publish(touched);
  }

  private void servicesAre(Reading next) {
    cover(now -> new Coverage(after(now.services(), next), now.endpoints()));
  }

  private void endpointsAre(Reading next) {
    cover(now -> new Coverage(now.services(), after(now.endpoints(), next)));
  }

  private void cover(UnaryOperator<Coverage> change) {
    Coverage before;
    Coverage next;
    synchronized (this) {
      before = coverage;
      next = change.apply(before);
      coverage = next;
    }
    if (!next.equals(before)) {
      onCoverage.run();
    }
  }

  private static Reading after(Reading before, Reading next) {
    return switch (before) {
      case Reading.Done done -> done;
      case Reading.Refused refused when next instanceof Reading.Failed -> refused;
      case Reading.Begun _, Reading.Failed _, Reading.Refused _ -> next;
    };
  }

  private static Reading reading(Outage outage, String remedy) {
    return switch (outage) {
      case Outage.Refused refused -> new Reading.Refused(remedy + ": " + refused.reason());
      case Outage.Unreachable unreachable -> new Reading.Failed(unreachable.reason());
    };
  }

  private final class OfServices implements Receiver<Service, KubernetesService> {

    @Override
    public KubernetesService read(Service service) {
      return KubernetesService.read(service, readPlan.labelKeys());
    }

    @Override
    public void listed(List<KubernetesService> all) {
      take(() -> true, () -> index.noteServices(namespace, all));
      servicesAre(new Reading.Done());
    }

    @Override
    public void changed(KubernetesService service) {
      take(() -> true, () -> index.note(service));
    }

    @Override
    public void removed(KubernetesService service) {
      take(() -> true, () -> index.forget(service));
    }

    @Override
    public void away(Outage outage) {
      servicesAre(reading(outage, "dtabd needs to list and watch services"));
    }
  }

  private final class OfEndpoints<T extends HasMetadata> implements Receiver<T, EndpointGroup> {

    private final Source from;
    private final BiFunction<T, Set<String>, EndpointGroup> reader;

    OfEndpoints(Source from, BiFunction<T, Set<String>, EndpointGroup> reader) {
      this.from = from;
      this.reader = reader;
    }

    @Override
    public EndpointGroup read(T object) {
      return reader.apply(object, readPlan.labelKeys());
    }

    @Override
    public void listed(List<EndpointGroup> all) {
      take(
          this::becomesSource,
          () -> {
            source = from;
            return index.noteGroups(namespace, all);
          });
      endpointsAre(new Reading.Done());
    }

    /** Slices are, as soon as they may be read; the others only as long as they may not. */
    private boolean becomesSource() {
      if (from == Source.SLICES && endpoints != null) {
        endpoints.close();
        endpoints = null;
      }
      return from == Source.SLICES || endpoints != null;
    }

    @Override
    public void changed(EndpointGroup group) {
      take(() -> source == from, () -> index.note(group));
    }

    @Override
    public void removed(EndpointGroup group) {
      take(() -> source == from, () -> index.forget(group));
    }

    @Override
    public void away(Outage outage) {
      if (from == Source.SLICES && outage instanceof Outage.Refused) {
        useEndpoints();
      } else {
        endpointsAre(
            reading(
                outage,
                "dtabd needs to list and watch endpointslices in discovery.k8s.io, or endpoints"));
      }
    }
  }

  private synchronized void useEndpoints() {
    if (!closed && endpoints == null) {
      if (clusterContext.isFirstRefusalOfSlices()) {
        log.log(
            INFO,
            "endpointslices may not be read, so Endpoints objects are, which name at most 1000"
                + " addresses of a service; allow list and watch of endpointslices in"
                + " discovery.k8s.io");
      }
      endpoints =
          clusterContext.watch(
              ENDPOINTS, namespace, new OfEndpoints<>(Source.ENDPOINTS, EndpointGroup::read));
    }
  }
}
