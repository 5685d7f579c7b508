package io.dtabd.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dtabd.admin.Overview.Row;
import io.dtabd.admin.Overview.StoreState;
import io.dtabd.serving.Coverage;
import io.dtabd.store.Namespace;
import io.dtabd.store.Version;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An {@link Overview}, whole or what of it has changed, as JSON. */
final class OverviewJson {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private OverviewJson() {}

  static ObjectNode whole(Overview overview) {
    ObjectNode json = begin(overview);
    ArrayNode namespaces = json.putArray("namespaces");
    overview.namespaces().forEach((name, row) -> namespaces.add(row(name, row)));
    return json;
  }

  /**
   * @param changed names of rows that are others than before, or gone
   */
  static ObjectNode change(Overview overview, Collection<Namespace> changed) {
    ObjectNode json = begin(overview);
    ArrayNode namespaces = json.putArray("namespaces");
    ArrayNode removed = json.putArray("removed");
    Map<Namespace, Row> rows = overview.namespaces();
    for (Namespace name : changed) {
      Row row = rows.get(name);
      if (row == null) {
        removed.add(name.name());
      } else {
        namespaces.add(row(name, row));
      }
    }
    return json;
  }

  private static ObjectNode begin(Overview overview) {
    StoreState store = overview.store();
    ObjectNode json = JSON.objectNode();
    json.put("at", text(overview.at()));
    json.putObject("store")
        .put("kind", store.kind())
        .put("staleSince", text(store.staleSince()))
        .put("problem", store.problem().orElse(null));
    json.set("replicas", replicas(overview.replicas()));
    json.put("namespaceCount", overview.count());
    return json;
  }

  private static ObjectNode replicas(Coverage replicas) {
    ObjectNode json = JSON.objectNode();
    json.put("scope", replicas.scope()).put("answered", replicas.answered());
    ArrayNode silent = json.putArray("silent");
    replicas
        .silent()
        .forEach(each -> silent.addObject().put("name", each.name()).put("reason", each.reason()));
    return json;
  }

  private static ObjectNode row(Namespace name, Row row) {
    return JSON.objectNode()
        .put("name", name.name())
        .put("dentries", row.dentries())
        .put("version", row.version().map(Version::base64).orElse(null))
        .put("changed", text(row.changed()))
        .put("problem", row.problem().orElse(null))
        .put("watchers", row.audience().watchers())
        .put("current", row.audience().current())
        .put("behind", row.audience().behind());
  }

  private static @Nullable String text(Optional<Instant> instant) {
    return instant.map(OverviewJson::text).orElse(null);
  }

  private static String text(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MILLIS).toString();
  }
}
