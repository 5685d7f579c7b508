package io.dtabd.store;

import static java.lang.System.Logger.Level.INFO;

import io.dtabd.dtab.Dtab;
import io.dtabd.live.Live;
import io.dtabd.live.LiveMap;
import io.dtabd.live.State;
import io.dtabd.store.NamespaceFolder.Condition;
import io.dtabd.store.StoreException.Outcome;
import io.dtabd.store.StoreException.Unavailable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps dtabs in a folder: a folder in it per namespace, a text file in that per version.
 *
 * <pre>
 * dtabd-data/internal/0000000000000006.dtab
 * dtabd-data/internal/0000000000000007.dtab     the newest is in force
 * </pre>
 *
 * <p>A write that returned is on the disk. Several processes may share the folder if it is on a
 * local file system. Files may be read, copied and added by hand; a file that was made or changed
 * by hand is taken once it has not changed for the settle time, as the next version. A version that
 * says {@code !deleted} ends the namespace; its files stay, and its numbers go on if it is created
 * again.
 */
public final class FileDtabStore implements DtabStore {

  /** How many versions are kept unless the configuration says otherwise. */
  public static final int DEFAULT_RETAIN = 100;

  /**
   * The fewest versions that may be kept. Also how many others may write while one writer stalls
   * before that one can no longer tell whether it was in time: the number that it wants may have
   * been trimmed by then.
   */
  public static final int MIN_RETAIN = 10;

  /**
   * @param retain how many versions of a namespace are kept, at least {@link #MIN_RETAIN}
   * @param rescan how often the whole folder is looked at, in case the system did not tell of a
   *     change
   * @param settle how long a file made by hand must not have changed before it counts as complete
   */
  public record Options(int retain, Duration rescan, Duration settle) {

    public static final Options DEFAULT =
        new Options(DEFAULT_RETAIN, Duration.ofSeconds(30), Duration.ofSeconds(1));

    /**
     * @throws IllegalArgumentException if {@code retain} is too small, with a message for the user
     */
    public Options {
      if (retain < MIN_RETAIN) {
        throw new IllegalArgumentException(
            "retain is " + retain + "; at least " + MIN_RETAIN + " versions must be kept");
      }
    }
  }

  /** How long {@link #open} waits for all that is in force; the rest is read afterwards. */
  private static final Duration FIRST_LOOK = Duration.ofMillis(500);

  private static final System.Logger log = System.getLogger(FileDtabStore.class.getName());

  private final DataFolder data;
  private final Options options;
  private final FolderOutage outage;
  private final InvalidDtabs invalid = new InvalidDtabs();
  private final FolderWatch watch;
  private final Map<Namespace, NamespaceFolder> folders = new ConcurrentHashMap<>();
  private final LiveMap<Namespace, Optional<VersionedDtab>> live = new LiveMap<>(State.pending());

  private volatile @Nullable FirstLook firstLook;
  private volatile boolean closed;

  /**
   * Opens the store and reads what is in force. Where that takes long, a namespace stays pending
   * until it was read, which it is at once if somebody asks for it, and {@link #namespaces} until
   * all were.
   *
   * @param root made if it is not there; if it cannot be written to, the store only reads
   * @throws StoreException if the folder cannot be used, with a message for the operator
   */
  public static FileDtabStore open(Path root, Options options, InstantSource clock)
      throws StoreException {
    return open(root, options, clock, new LocalDisk());
  }

  /** Fails as {@link #open} would, and takes away again what it has to make to find that out. */
  public static void check(Path root, InstantSource clock) throws StoreException {
    DataFolder.check(root, new LocalDisk(), clock);
  }

  static FileDtabStore open(Path root, Options options, InstantSource clock, Disk disk)
      throws StoreException {
    DataFolder data = DataFolder.open(root, disk, clock);
    FileDtabStore store;
    try {
      store = new FileDtabStore(data, options);
    } catch (IOException e) {
      throw DiskFailure.reading("watch the data folder " + root, e);
    }
    try {
      store.load();
      return store;
    } catch (IOException e) {
      store.close();
      throw DiskFailure.reading("read the data folder " + root, e);
    }
  }

  private FileDtabStore(DataFolder data, Options options) throws IOException {
    this.data = data;
    this.options = options;
    this.outage = new FolderOutage(data, options.rescan());
    this.watch = new FolderWatch(data.root(), options, new Looks());
  }

  @Override
  public Live<SortedSet<Namespace>> namespaces() {
    return live.keys();
  }

  @Override
  public Live<Optional<VersionedDtab>> dtab(Namespace namespace) {
    hurry(namespace);
    return live.get(namespace);
  }

  @Override
  public Optional<VersionedDtab> read(Namespace namespace) throws StoreException {
    Optional<NamespaceFolder> folder = existing(namespace);
    if (folder.isEmpty()) {
      return Optional.empty();
    }
    Known now = folder.get().read();
    publish(folder.get());
    if (now.content() instanceof Content.Cut(var reason)) {
      throw new StoreException.Invalid(reason);
    }
    return switch (now.state()) {
      case State.Ok(var dtab) -> dtab;
      case State.Failed(var reason) -> throw new StoreException.Invalid(reason);
      case State.Pending<?> _ -> throw new IllegalStateException("a file is there or it is not");
    };
  }

  @Override
  public Version create(Namespace namespace, Dtab dtab) throws StoreException {
    return writeDtab(
        folderWithRoom(namespace),
        dtab,
        now -> {
          if (now.isThere() || now.unsettled()) {
            throw new StoreException.AlreadyExists(namespace);
          }
        });
  }

  @Override
  public Version update(Namespace namespace, Dtab dtab, Version expected) throws StoreException {
    return writeDtab(folderThere(namespace), dtab, is(namespace, expected));
  }

  @Override
  public Version put(Namespace namespace, Dtab dtab) throws StoreException {
    return writeDtab(folderWithRoom(namespace), dtab, _ -> {});
  }

  @Override
  public void delete(Namespace namespace) throws StoreException {
    writeTombstone(namespace, isThere(namespace));
  }

  @Override
  public void delete(Namespace namespace, Version expected) throws StoreException {
    writeTombstone(namespace, is(namespace, expected));
  }

  @Override
  public List<Revision> history(Namespace namespace) throws StoreException {
    Optional<NamespaceFolder> folder = existing(namespace);
    return folder.isEmpty() ? List.of() : folder.get().history();
  }

  @Override
  public Optional<Instant> staleSince() {
    return outage.since();
  }

  @Override
  public void close() {
    closed = true;
    FirstLook looks = firstLook;
    if (looks != null) {
      looks.close();
    }
    watch.close();
  }

  private static Condition isThere(Namespace namespace) {
    return now -> {
      if (!now.isThere()) {
        throw new StoreException.NotFound(namespace);
      }
    };
  }

  /** What was changed by hand has no version yet, so it is none that anyone can name. */
  private static Condition is(Namespace namespace, Version expected) {
    return now -> {
      isThere(namespace).check(now);
      if (now.unsettled() || !now.version().equals(expected)) {
        throw new StoreException.VersionMismatch(namespace);
      }
    };
  }

  private Version writeDtab(NamespaceFolder folder, Dtab dtab, Condition condition)
      throws StoreException {
    DtabText.encode(folder.namespace(), dtab); // refuses what cannot be stored
    return write(folder, new Content.Table(dtab), condition);
  }

  private void writeTombstone(Namespace namespace, Condition condition) throws StoreException {
    write(folderThere(namespace), Content.DELETED, condition);
  }

  private Version write(NamespaceFolder folder, Content content, Condition condition)
      throws StoreException {
    try {
      return Version.of(folder.write(content, condition));
    } finally {
      publish(folder);
    }
  }

  private void checkOpen() throws StoreException {
    if (closed) {
      throw new Unavailable("the store is closed: dtabd is stopping", Outcome.NOT_DONE);
    }
  }

  private NamespaceFolder folderThere(Namespace namespace) throws StoreException {
    return existing(namespace).orElseThrow(() -> new StoreException.NotFound(namespace));
  }

  private NamespaceFolder folderWithRoom(Namespace namespace) throws StoreException {
    Optional<NamespaceFolder> there = existing(namespace);
    if (there.isEmpty() && folders.size() >= StoreLimits.MAX_NAMESPACES) {
      throw new StoreException.Invalid(
          "there is no room for namespace '%s': %s holds %,d folders, those of deleted namespaces included; remove some of these and restart"
              .formatted(namespace, data.root(), StoreLimits.MAX_NAMESPACES));
    }
    return there.orElseGet(() -> folder(namespace));
  }

  /** Asking for what is not there must leave nothing behind. */
  private Optional<NamespaceFolder> existing(Namespace namespace) throws StoreException {
    checkOpen();
    NamespaceFolder folder = folders.get(namespace);
    if (folder != null) {
      return Optional.of(folder);
    }
    if (data.disk().isFolder(data.of(namespace))) {
      return Optional.of(folder(namespace));
    }
    try {
      data.check();
    } catch (IOException e) {
      throw DiskFailure.reading("read namespace '" + namespace + "'", e);
    }
    return Optional.empty();
  }

  private NamespaceFolder folder(Namespace namespace) {
    return folders.computeIfAbsent(
        namespace,
        _ ->
            new NamespaceFolder(
                namespace,
                new VersionFolder(data, namespace, options.retain()),
                data.clock(),
                options.settle(),
                invalid));
  }

  private void publish(NamespaceFolder folder) {
    if (!closed) {
      live.compute(folder.namespace(), () -> folder.known().entry());
    }
  }

  private void load() throws IOException {
    watch.follow(data.root());
    data.disk().sync(data.root());
    Collection<NamespaceFolder> found = List.copyOf(listed());
    var pending = new HashMap<Namespace, State<Optional<VersionedDtab>>>();
    found.forEach(folder -> pending.put(folder.namespace(), State.pending()));
    live.begin(pending, Known.ABSENT);
    var looks = new FirstLook(found, this::lookAndPublish, this::loaded);
    firstLook = looks;
    watch.start();
    looks.start();
    try {
      if (!looks.await(FIRST_LOOK)) {
        log.log(INFO, "reading {0} namespaces in {1}", found.size(), data.root());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void loaded() {
    firstLook = null;
    live.complete();
  }

  private void hurry(Namespace namespace) {
    FirstLook looks = firstLook;
    NamespaceFolder folder = looks == null ? null : folders.get(namespace);
    if (looks != null && folder != null) {
      looks.hurry(folder);
    }
  }

  private boolean lookAndPublish(NamespaceFolder folder) {
    boolean read = look(folder);
    publish(folder);
    return read;
  }

  /** The folders that are there, and those that were. */
  private Collection<NamespaceFolder> listed() throws IOException {
    data.check();
    for (String name : data.disk().list(data.root())) {
      if (Namespace.isValid(name) && data.disk().isFolder(data.root().resolve(name))) {
        folder(new Namespace(name));
      }
    }
    return folders.values();
  }

  /** Whether it could be read. */
  private boolean look(NamespaceFolder folder) {
    watch.follow(folder.path());
    try {
      folder.look();
      return true;
    } catch (IOException e) {
      outage.begin("cannot read namespace '" + folder.namespace() + "' in " + folder.path(), e);
      return false;
    }
  }

  /** What the watch finds out. */
  private final class Looks implements FolderWatch.Listener {

    @Override
    public boolean changed(Namespace namespace) {
      NamespaceFolder folder = folders.get(namespace);
      if (folder == null && !data.disk().isFolder(data.of(namespace))) {
        return false;
      }
      return lookAndPublish(folder(namespace)) && folder(namespace).known().unsettled();
    }

    @Override
    public void lookAtAll() {
      try {
        boolean allRead = true;
        watch.follow(data.root());
        for (NamespaceFolder folder : listed()) {
          allRead &= lookAndPublish(folder);
        }
        if (allRead) {
          outage.end();
        }
      } catch (IOException e) {
        outage.begin("cannot read the data folder " + data.root(), e);
      }
    }
  }
}
