package io.dtabd.replicas;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.Path;
import io.dtabd.serving.ErrorText;
import io.dtabd.serving.Labels;
import io.dtabd.serving.Question;
import io.dtabd.serving.TableVersion;
import io.dtabd.serving.Watchers;
import io.dtabd.store.Namespace;
import io.dtabd.store.Version;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** A watcher as JSON. */
final class WatcherJson {

  /** Of a path or a dtab in a page of all replicas; a client may send one of a megabyte. */
  static final int MAX_TEXT = 500;

  private WatcherJson() {}

  static ObjectNode of(Watchers.Entry entry) {
    return of(entry, Integer.MAX_VALUE);
  }

  /** With texts of {@link #MAX_TEXT} chars at the most, of pages that replicas send each other. */
  static ObjectNode brief(Watchers.Entry entry) {
    return of(entry, MAX_TEXT);
  }

  private static ObjectNode of(Watchers.Entry entry, int maxText) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", entry.id());
    json.put("protocol", Labels.of(entry.protocol()));
    json.put("remote", text(entry.remote()));
    json.put("since", text(entry.since()));
    json.put("kind", Labels.of(entry.question().kind()));
    describe(entry.question(), maxText, json);
    entry
        .written()
        .ifPresent(
            written -> {
              ObjectNode sent = json.putObject("sent").put("at", text(written));
              entry.table().ifPresent(table -> sent.put("version", version(table)));
            });
    entry.acknowledged().ifPresent(table -> json.put("acknowledged", version(table)));
    return json;
  }

  private static void describe(Question question, int maxText, ObjectNode json) {
    switch (question) {
      case Question.Bind(Namespace namespace, Path path, Dtab local) -> {
        json.put("namespace", namespace.name());
        json.put("path", ErrorText.shortened(path.show(), maxText));
        json.put("dtab", ErrorText.shortened(local.show(), maxText));
      }
      case Question.Resolve(Namespace namespace, Path path, Dtab local, double _) -> {
        json.put("namespace", namespace.name());
        json.put("path", ErrorText.shortened(path.show(), maxText));
        json.put("dtab", ErrorText.shortened(local.show(), maxText));
      }
      case Question.Addresses(Path id) -> json.put("path", ErrorText.shortened(id.show(), maxText));
      case Question.DtabOf(Namespace namespace) -> json.put("namespace", namespace.name());
      case Question.Namespaces() -> {}
      case Question.BoundNames() -> {}
    }
  }

  /** Null says that there is no such namespace. */
  static @Nullable String version(TableVersion table) {
    return table.version().map(Version::base64).orElse(null);
  }

  static String text(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  private static String text(SocketAddress address) {
    if (address instanceof InetSocketAddress inet && !inet.isUnresolved()) {
      String host = inet.getAddress().getHostAddress();
      return (host.contains(":") ? "[" + host + "]" : host) + ":" + inet.getPort();
    }
    return address.toString();
  }
}
