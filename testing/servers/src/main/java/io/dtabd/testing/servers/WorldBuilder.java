package io.dtabd.testing.servers;

import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.Path;
import io.dtabd.naming.Namer;
import io.dtabd.serving.memory.MemoryBudget;
import io.dtabd.store.DtabStore;
import io.dtabd.store.InMemoryDtabStore;
import io.dtabd.store.Namespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What a test wants of its {@link World}: an empty store in memory unless it says otherwise. */
public final class WorldBuilder {

  DtabStore store = inMemory(Map.of());
  Optional<java.nio.file.Path> files = Optional.empty();
  final Map<Path, Namer> namers = new HashMap<>();
  MemoryBudget memory = MemoryBudget.ofThisProcess();
  Duration answerLimit = World.LONG;
  Duration settleTime = World.LONG;
  Duration previewTime = World.LONG;

  WorldBuilder() {}

  /** A store in memory that holds these dtabs, by the names of their namespaces. */
  public static DtabStore inMemory(Map<String, String> dtabs) {
    var parsed = new HashMap<Namespace, Dtab>();
    dtabs.forEach((namespace, dtab) -> parsed.put(new Namespace(namespace), Dtab.read(dtab)));
    return new InMemoryDtabStore(parsed, InstantSource.system());
  }

  /** Closed with the world. */
  public WorldBuilder store(DtabStore it) {
    store = it;
    return this;
  }

  public WorldBuilder dtabs(Map<String, String> dtabs) {
    return store(inMemory(dtabs));
  }

  /** The folder of {@code /#/io.l5d.fs}, whose files may change. */
  public WorldBuilder files(java.nio.file.Path folder) {
    files = Optional.of(folder);
    return this;
  }

  /** The same, filled with the addresses that namerd had when it was recorded. */
  public WorldBuilder recordedFiles(java.nio.file.Path folder) {
    try {
      Files.writeString(folder.resolve("world-v1"), "127.0.0.1 7778\n");
      Files.writeString(folder.resolve("world-v2"), "127.0.0.1 7779\n");
      Files.writeString(folder.resolve("weighted"), "127.0.0.1 7001\n127.0.0.1 7002 * 2.5\n");
      Files.writeString(folder.resolve("malformed"), "not an address\n");
      Files.writeString(folder.resolve("empty"), "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files(folder);
  }

  /** One more namer, at a prefix such as {@code /#/listing}. */
  public WorldBuilder namer(String prefix, Namer namer) {
    namers.put(Path.read(prefix), namer);
    return this;
  }

  /** What may be kept for clients. */
  public WorldBuilder memory(MemoryBudget budget) {
    memory = budget;
    return this;
  }

  /** How long those who ask once wait for what does not come in the test. */
  public WorldBuilder answerLimit(Duration limit) {
    answerLimit = limit;
    return this;
  }

  /** How long a delegation or a union waits for what is not known. */
  public WorldBuilder settleTime(Duration time) {
    settleTime = time;
    return this;
  }

  /** How long the names of one preview are bound. */
  public WorldBuilder previewTime(Duration time) {
    previewTime = time;
    return this;
  }

  public World build() {
    return new World(this);
  }
}
