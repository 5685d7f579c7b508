package io.dtabd.k8s.watch;

import io.fabric8.kubernetes.api.model.ConfigMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Receives config maps, and keeps the entry {@code text} of each by its name. */
final class Notes implements Receiver<ConfigMap, Notes.Note> {

  record Note(String name, String text) {}

  private final Map<String, String> texts = new ConcurrentHashMap<>();
  final AtomicInteger lists = new AtomicInteger();
  final AtomicInteger changes = new AtomicInteger();
  volatile Optional<Outage> outage = Optional.empty();

  /** In the order of the names. */
  Map<String, String> texts() {
    return new TreeMap<>(texts);
  }

  @Override
  public Note read(ConfigMap map) {
    return new Note(map.getMetadata().getName(), map.getData().getOrDefault("text", ""));
  }

  @Override
  public void listed(List<Note> all) {
    texts.clear();
    all.forEach(note -> texts.put(note.name(), note.text()));
    lists.incrementAndGet();
  }

  @Override
  public void changed(Note note) {
    changes.incrementAndGet();
    texts.put(note.name(), note.text());
  }

  @Override
  public void removed(Note note) {
    texts.remove(note.name());
  }

  @Override
  public void away(Outage why) {
    outage = Optional.of(why);
  }
}
