package io.dtabd.store.k8s;

import io.dtabd.dtab.Dtab;
import io.dtabd.k8s.watch.ApiServer;
import io.dtabd.k8s.watch.ListWatch;
import io.dtabd.k8s.watch.Outage;
import io.dtabd.k8s.watch.Pace;
import io.dtabd.k8s.watch.Receiver;
import io.dtabd.k8s.watch.ResourceType;
import io.dtabd.live.Live;
import io.dtabd.store.DtabStore;
import io.dtabd.store.Namespace;
import io.dtabd.store.Revision;
import io.dtabd.store.StoreEvents;
import io.dtabd.store.StoreException;
import io.dtabd.store.StoreException.Outcome;
import io.dtabd.store.StoreException.Unavailable;
import io.dtabd.store.StoreLimits;
import io.dtabd.store.Version;
import io.dtabd.store.VersionedDtab;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * Keeps dtabs as DTab objects ({@code dtabs.l5d.io}) of one Kubernetes namespace, as namerd does. A
 * version is the object's resourceVersion. The objects may be written with kubectl too, which
 * counts as any other write.
 */
public final class KubernetesDtabStore implements DtabStore {

  /**
   * How long the watch may be quiet before it is begun anew, which shows whether the server still
   * answers. Its own signs of life come once a minute.
   */
  private static final Duration QUIET = Duration.ofSeconds(10);

  /** How long the server may take to begin its answer before it counts as away. */
  private static final Duration ANSWER = Duration.ofSeconds(5);

  private static final Pace PACE =
      new Pace(
          ANSWER,
          QUIET,
          new Pace.Pauses(Duration.ofMillis(100), Duration.ofSeconds(5)),
          new Pace.Pauses(Duration.ofSeconds(1), Duration.ofSeconds(30)));

  /**
   * How long a write waits for the first list, and goes on trying to get between the writes of
   * others.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Duration LONGEST_PAUSE = Duration.ofMillis(50);

  /** What the name of an object may be. */
  private static final Pattern NAME =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

  private final ObjectApi api;
  private final Chronicle chronicle;
  private final ApiServer server;
  private final ListWatch<GenericKubernetesResource, DtabObject> watch;
  private final LiveDtabs dtabs = new LiveDtabs();
  private final InstantSource clock;
  private final StoreEvents events;
  private volatile boolean closed;

  /**
   * Begins to read what there is; a server that is away is tried again until it answers.
   *
   * @param client must not repeat requests by itself, and outlives the store
   * @param kubernetesNamespace where the objects are
   */
  public static KubernetesDtabStore open(
      KubernetesClient client,
      String kubernetesNamespace,
      InstantSource clock,
      StoreEvents events) {
    return new KubernetesDtabStore(client, kubernetesNamespace, clock, events, PACE);
  }

  static KubernetesDtabStore open(
      KubernetesClient client, String kubernetesNamespace, InstantSource clock, Pace pace) {
    return new KubernetesDtabStore(client, kubernetesNamespace, clock, StoreEvents.NONE, pace);
  }

  private KubernetesDtabStore(
      KubernetesClient client,
      String kubernetesNamespace,
      InstantSource clock,
      StoreEvents events,
      Pace pace) {
    this.clock = clock;
    this.events = events;
    api = new ObjectApi(client, kubernetesNamespace);
    chronicle = new Chronicle(client, kubernetesNamespace, clock);
    server = ApiServer.open(client.getConfiguration());
    watch =
        ListWatch.start(
            server,
            new ResourceType<>(
                "l5d.io",
                "v1alpha1",
                "dtabs",
                GenericKubernetesResource.class,
                GenericKubernetesResourceList.class),
            Optional.of(kubernetesNamespace),
            new Watched(),
            pace,
            clock,
            RandomGenerator.getDefault());
  }

  @Override
  public Live<SortedSet<Namespace>> namespaces() {
    return dtabs.namespaces();
  }

  @Override
  public Live<Optional<VersionedDtab>> dtab(Namespace namespace) {
    return dtabs.of(namespace);
  }

  @Override
  public Optional<VersionedDtab> read(Namespace namespace) throws StoreException {
    checkOpen();
    Optional<DtabObject> now = object(namespace);
    now.ifPresent(dtabs::seen);
    if (now.isEmpty()) {
      return Optional.empty();
    }
    return switch (now.get().content()) {
      case DtabObject.Content.Table(var dtab) ->
          Optional.of(new VersionedDtab(now.get().version(), dtab));
      case DtabObject.Content.Broken(var reason) -> throw new StoreException.Invalid(reason);
    };
  }

  @Override
  public Version create(Namespace namespace, Dtab dtab) throws StoreException {
    DtabJson.Table table = writable(namespace, dtab);
    return create(namespace, table).orElseThrow(() -> new StoreException.AlreadyExists(namespace));
  }

  @Override
  public Version update(Namespace namespace, Dtab dtab, Version expected) throws StoreException {
    DtabJson.Table table = writable(namespace, dtab);
    GenericKubernetesResource there = there(namespace, expected);
    return replace(there, table).orElseThrow(() -> new StoreException.VersionMismatch(namespace));
  }

  @Override
  public Version put(Namespace namespace, Dtab dtab) throws StoreException {
    DtabJson.Table table = writable(namespace, dtab);
    return untilDone(
        namespace,
        () -> {
          Optional<GenericKubernetesResource> there = api.get(namespace.name());
          return there.isPresent() ? replace(there.get(), table) : create(namespace, table);
        });
  }

  @Override
  public void delete(Namespace namespace) throws StoreException {
    checkWritable();
    untilDone(
        namespace,
        () -> {
          GenericKubernetesResource there = there(namespace);
          return delete(there) ? Optional.of(there) : Optional.empty();
        });
  }

  @Override
  public void delete(Namespace namespace, Version expected) throws StoreException {
    checkWritable();
    if (!delete(there(namespace, expected))) {
      throw new StoreException.VersionMismatch(namespace);
    }
  }

  @Override
  public List<Revision> history(Namespace namespace) throws StoreException {
    checkOpen();
    return isName(namespace) ? chronicle.of(namespace, object(namespace)) : List.of();
  }

  @Override
  public Optional<Instant> staleSince() {
    return watch.staleSince();
  }

  @Override
  public void close() {
    closed = true;
    watch.close();
    chronicle.close();
    server.close();
  }

  private void checkOpen() throws StoreException {
    if (closed) {
      throw new Unavailable("the store is closed: dtabd is stopping", Outcome.NOT_DONE);
    }
  }

  /** The live values can take in a write from the moment on when they have the first list. */
  private void checkWritable() throws StoreException {
    checkOpen();
    try {
      if (dtabs.awaitLoaded(PATIENCE)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new Unavailable(
        "the dtabs could not be listed yet: "
            + watch.outage().map(Outage::reason).orElse("the API server has not answered"),
        Outcome.NOT_DONE);
  }

  private DtabJson.Table writable(Namespace namespace, Dtab dtab) throws StoreException {
    DtabJson.Table table = DtabJson.Table.of(namespace, dtab);
    checkWritable();
    return table;
  }

  private static boolean isName(Namespace namespace) {
    return NAME.matcher(namespace.name()).matches();
  }

  private Optional<DtabObject> object(Namespace namespace) throws StoreException {
    return isName(namespace) ? api.get(namespace.name()).map(DtabObject::of) : Optional.empty();
  }

  private GenericKubernetesResource there(Namespace namespace) throws StoreException {
    Optional<GenericKubernetesResource> there =
        isName(namespace) ? api.get(namespace.name()) : Optional.empty();
    return there.orElseThrow(() -> new StoreException.NotFound(namespace));
  }

  private GenericKubernetesResource there(Namespace namespace, Version expected)
      throws StoreException {
    GenericKubernetesResource there = there(namespace);
    DtabObject object = DtabObject.of(there);
    if (!object.version().equals(expected)) {
      dtabs.seen(object);
      throw new StoreException.VersionMismatch(namespace);
    }
    return there;
  }

  private Optional<Version> create(Namespace namespace, DtabJson.Table table)
      throws StoreException {
    if (!isName(namespace)) {
      throw new StoreException.Invalid(
          "'%s' cannot be the name of a Kubernetes object: a-z 0-9 - and . between them are what it may have"
              .formatted(namespace));
    }
    if (dtabs.size() >= StoreLimits.MAX_NAMESPACES) {
      throw new StoreException.Invalid(
          "there is no room for namespace '%s': there are %,d; delete one first"
              .formatted(namespace, StoreLimits.MAX_NAMESPACES));
    }
    return api.create(table.object(namespace, clock.instant())).map(this::written);
  }

  private Optional<Version> replace(GenericKubernetesResource there, DtabJson.Table table)
      throws StoreException {
    chronicle.replacing(DtabObject.of(there));
    return api.replace(table.replacing(there.getMetadata(), clock.instant())).map(this::written);
  }

  private Version written(GenericKubernetesResource answer) {
    DtabObject object = DtabObject.of(answer);
    dtabs.seen(object);
    chronicle.wrote(object);
    return object.version();
  }

  private boolean delete(GenericKubernetesResource there) throws StoreException {
    DtabObject object = DtabObject.of(there);
    chronicle.replacing(object);
    if (!api.delete(there.getMetadata())) {
      return false;
    }
    dtabs.deleted(object);
    chronicle.deleted(object);
    return true;
  }

  /** Empty if another write came between what was read and what was to be written. */
  private interface Attempt<V> {
    Optional<V> run() throws StoreException;
  }

  private <V> V untilDone(Namespace namespace, Attempt<V> attempt) throws StoreException {
    Instant end = clock.instant().plus(PATIENCE);
    do {
      Optional<V> done = attempt.run();
      if (done.isPresent()) {
        return done.get();
      }
    } while (pause() && clock.instant().isBefore(end));
    throw new Unavailable(
        "others write namespace '" + namespace + "' all the time; try again later",
        Outcome.NOT_DONE);
  }

  private static boolean pause() {
    try {
      Thread.sleep(
          Duration.ofMillis(ThreadLocalRandom.current().nextLong(LONGEST_PAUSE.toMillis())));
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** What the watch finds out. */
  private final class Watched implements Receiver<GenericKubernetesResource, DtabObject> {

    @Override
    public DtabObject read(GenericKubernetesResource object) {
      return DtabObject.of(object);
    }

    private long version;

    @Override
    public void listing(String version) {
      this.version = Long.parseLong(version);
    }

    @Override
    public void listed(List<DtabObject> all) {
      dtabs.listed(all, version);
      events.listed();
      all.stream()
          .filter(object -> object.content() instanceof DtabObject.Content.Broken)
          .forEach(chronicle::saw);
    }

    @Override
    public void changed(DtabObject object) {
      dtabs.changed(object);
      chronicle.saw(object);
    }

    @Override
    public void removed(DtabObject object) {
      Optional<DtabObject> last = dtabs.get(object.namespace());
      dtabs.removed(object);
      last.filter(known -> known.uid().equals(object.uid())).ifPresent(chronicle::sawDeletion);
    }

    @Override
    public void away(Outage outage) {
      events.watchBroken();
    }
  }
}
