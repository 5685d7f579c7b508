package io.dtabd.naming;

import static java.lang.System.Logger.Level.WARNING;

import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Path;
import io.dtabd.live.Derived;
import io.dtabd.live.Derived.Reads;
import io.dtabd.live.Live;
import io.dtabd.live.LiveMap;
import io.dtabd.live.State;
import io.dtabd.live.Subscription;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Names that are files: {@code /#/io.l5d.fs/web/extra} is the addresses in the file {@code web} of
 * a folder, with {@code /extra} left over; sub-folders nest. The folder is watched, and looked
 * through every few seconds besides.
 *
 * <p>A path can only lead to files that were found by listing the folder, so no label, whatever
 * bytes it has, leads out of it.
 */
public final class FsNamer implements Namer, AutoCloseable {

  /** How late a change is found that the operating system did not tell of. */
  private static final Duration RESCAN = Duration.ofSeconds(5);

  private static final System.Logger log = System.getLogger(FsNamer.class.getName());

  private enum Presence {
    FILE,
    NOTHING
  }

  private final Path prefix;
  private final java.nio.file.Path root;
  private final Hosts hosts;
  private final Derived.Setting setting;
  private final FolderScan scan;
  private final FolderWatch watch;
  private final Thread thread;

  // Both by the names that lead to the file, with '/' between, which no name of a file contains.
  // Apart, so that a change of addresses does not bind anew what leads to them.
  private final LiveMap<String, Presence> present = new LiveMap<>(State.pending());
  private final LiveMap<String, Optional<AddressFile>> files = new LiveMap<>(State.pending());

  /** Only of files that are there, so there are no more of these. */
  private final Map<String, Derived<Addr>> addrs = new ConcurrentHashMap<>();

  private boolean scanFailed;

  private FsNamer(
      Path prefix,
      java.nio.file.Path root,
      Hosts hosts,
      InstantSource clock,
      Derived.Setting setting)
      throws IOException {
    this.prefix = prefix;
    this.root = root;
    this.hosts = hosts;
    this.setting = setting;
    this.scan = new FolderScan(root, clock);
    this.watch = new FolderWatch(root.getFileSystem().newWatchService());
    this.thread = Thread.ofVirtual().name("watch of " + root).unstarted(this::run);
  }

  /**
   * Begins to watch.
   *
   * @param prefix the whole prefix of this namer's paths, {@code /#/io.l5d.fs}
   * @param root the folder; it need not be there yet
   * @param hosts knows the addresses of the host names that stand in files
   * @throws IOException if the operating system has no watch to give
   */
  public static FsNamer watch(
      Path prefix,
      java.nio.file.Path root,
      Hosts hosts,
      InstantSource clock,
      Derived.Setting setting)
      throws IOException {
    var namer = new FsNamer(prefix, root, hosts, clock, setting);
    namer.thread.start();
    return namer;
  }

  @Override
  public Live<NameTree<Name>> lookup(Path path) {
    return new FileOf(this, path);
  }

  @Override
  public Optional<Live<Set<Path>>> boundNames() {
    return Optional.of(new Ids(this));
  }

  /** Ends the watch; what is known stays as it is. */
  @Override
  public void close() throws IOException {
    watch.close();
  }

  private void run() {
    try {
      while (true) {
        scan();
        watch.await(RESCAN);
      }
    } catch (ClosedWatchServiceException | InterruptedException e) {
      // Closed.
    }
  }

  private void scan() {
    try {
      FolderScan.Found found = scan.scan();
      watch.watch(found.folders());
      publish(found);
      scanFailed = false;
    } catch (IOException e) {
      boolean first = present.keys().now() instanceof State.Pending;
      // Who opens it before there is a folder is warned at once, not by this thread later.
      boolean notYet = first && e instanceof NoSuchFileException;
      if (!scanFailed && !notYet) {
        scanFailed = true;
        log.log(
            WARNING,
            "the folder {0} of addresses cannot be read, what was found in it before is kept: {1}",
            root,
            e.toString());
      }
      if (first) {
        // Nothing is known yet, so this is what there is to say; a later scan replaces it.
        String reason = "the folder %s cannot be read: %s".formatted(root, e);
        present.replace(Map.of(), State.failed(reason));
      }
    }
  }

  private void publish(FolderScan.Found found) {
    var nowPresent = new HashMap<String, State<Presence>>();
    var nowFiles = new HashMap<String, State<Optional<AddressFile>>>();
    found
        .files()
        .forEach(
            (name, file) -> {
              nowPresent.put(name, State.ok(Presence.FILE));
              nowFiles.put(name, file.map(Optional::of));
            });
    files.replace(nowFiles, State.ok(Optional.empty()));
    present.replace(nowPresent, State.ok(Presence.NOTHING));
    addrs.keySet().retainAll(nowFiles.keySet());
  }

  /** The names of the files that the first labels of {@code path} may lead to, shortest first. */
  private List<String> candidates(Path path) {
    var names = new ArrayList<String>();
    var name = new StringBuilder();
    int end = Math.min(path.size(), prefix.size() + FolderScan.MAX_DEPTH + 1);
    for (int i = prefix.size(); i < end; i++) {
      String text = path.label(i).text();
      if (text.indexOf('/') >= 0) {
        break;
      }
      name.append(name.isEmpty() ? "" : "/").append(text);
      names.add(name.toString());
    }
    return names;
  }

  private State<Addr> addr(String file, Reads reads) {
    return switch (reads.read(files.get(file))) {
      case State.Pending<Optional<AddressFile>> _ -> State.pending();
      case State.Failed<Optional<AddressFile>>(var reason) -> State.failed(reason);
      case State.Ok<Optional<AddressFile>>(var content) ->
          content.isPresent() ? addr(content.get(), reads) : State.ok(new Addr.Neg());
    };
  }

  /** Hosts that cannot be found are left out; those still looked up are waited for. */
  private State<Addr> addr(AddressFile file, Reads reads) {
    var endpoints = new HashSet<Endpoint>();
    boolean pending = false;
    for (AddressFile.Line line : file.lines()) {
      switch (reads.read(hosts.addr(line.host(), line.port()))) {
        case State.Ok<Addr>(Addr.Bound bound) -> {
          for (Endpoint each : bound.endpoints()) {
            endpoints.add(new Endpoint(each.ip(), each.port(), line.weight(), Optional.empty()));
          }
        }
        case State.Ok<Addr>(Addr.Neg _) -> {}
        case State.Pending<Addr> _ -> pending = true;
        case State.Failed<Addr>(var reason) -> {
          return State.failed(reason);
        }
      }
    }
    return pending && reads.mayWait() ? State.pending() : State.ok(new Addr.Bound(endpoints));
  }

  /** What a path leads to: the one file that its first labels name, if any. */
  private record FileOf(FsNamer namer, Path path) implements Live<NameTree<Name>> {

    @Override
    public State<NameTree<Name>> now() {
      List<String> names = namer.candidates(path);
      for (int i = 0; i < names.size(); i++) {
        switch (namer.present.get(names.get(i)).now()) {
          case State.Pending<Presence> _ -> {
            return State.pending();
          }
          case State.Failed<Presence>(var reason) -> {
            return State.failed(reason);
          }
          case State.Ok<Presence>(var presence) -> {
            if (presence == Presence.FILE) {
              int idSize = namer.prefix.size() + i + 1;
              return State.ok(
                  NameTree.leaf(
                      new Name.Settled(
                          path.take(idSize), path.drop(idSize), new AddrOf(namer, names.get(i)))));
            }
          }
        }
      }
      return State.ok(NameTree.neg());
    }

    @Override
    public Subscription observe(Runnable onChange) {
      List<Subscription> all =
          namer.candidates(path).stream()
              .map(name -> namer.present.get(name).observe(onChange))
              .toList();
      return () -> all.forEach(Subscription::close);
    }
  }

  /** Equal for one file, however often it is looked up. */
  private record AddrOf(FsNamer namer, String file) implements Live<Addr> {

    @Override
    public State<Addr> now() {
      return derived().now();
    }

    @Override
    public Subscription observe(Runnable onChange) {
      return derived().observe(onChange);
    }

    private Derived<Addr> derived() {
      return namer.addrs.computeIfAbsent(
          file, name -> new Derived<>(namer.setting, reads -> namer.addr(name, reads)));
    }
  }

  private record Ids(FsNamer namer) implements Live<Set<Path>> {

    @Override
    public State<Set<Path>> now() {
      return namer.present.keys().now().map(this::ids);
    }

    @Override
    public Subscription observe(Runnable onChange) {
      return namer.present.keys().observe(onChange);
    }

    private Set<Path> ids(SortedSet<String> names) {
      var ids = new HashSet<Path>();
      for (String name : names) {
        ids.add(namer.prefix.concat(Path.of(name.split("/"))));
      }
      return ids;
    }
  }
}
