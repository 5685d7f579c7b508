package io.dtabd.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dtabd.config.Node.Mapping;
import io.dtabd.config.Node.Sequence;
import io.dtabd.testing.peers.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The reference of keys in the documentation, held to the code: what the reader asks a mapping for
 * is what the tables list, and defaults are those that {@code /config.json} shows.
 */
class ConfigReferenceTest {

  private static final Path REFERENCE = Checkout.file("docs/configuration.md");
  private static final String HEAD = "| key | type | default | of | meaning |";
  private static final Pattern ROW =
      Pattern.compile("\\| `([\\w.]+)` \\| (\\w+) \\| (.*?) ?\\| (namerd|dtabd) \\|.*\\|");

  private static final String TLS = "{certPath: c, keyPath: k}";
  private static final String CLIENT_TLS = "{clientAuth: {certPath: c, keyPath: k}}";

  /** Every mapping that there can be, at least once. */
  private static final String DOCUMENT =
      """
      admin: {tls: %s, security: {}}
      storage: {kind: STORAGE, tls: %s}
      namers:
      - {kind: io.l5d.fs, rootDir: disco}
      - {kind: io.l5d.rewrite, pattern: '/{a}', name: '/b/{a}'}
      - {kind: io.l5d.k8s, host: localhost, tls: %s}
      - {kind: io.l5d.k8s.ns}
      - {kind: io.l5d.k8s.external, experimental: true}
      interfaces:
      - {kind: io.l5d.httpController, tls: %s, socketOptions: {}}
      - {kind: io.l5d.mesh}
      - {kind: io.l5d.thriftNameInterpreter}
      telemetry: [{kind: io.l5d.prometheus}]
      io.dtabd.limits: {}
      io.dtabd.peers: {dns: localhost, tls: %s}
      """
          .formatted(TLS, CLIENT_TLS, CLIENT_TLS, TLS, CLIENT_TLS);

  private record Row(String type, String defaultValue) {}

  /** Where a mapping stands in the document, and the headings whose tables list its keys. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "''; io.dtabd.file; Top level",
        "storage; io.dtabd.file; Storage `io.dtabd.file`, Every kind",
        "storage; io.l5d.inMemory; Storage `io.l5d.inMemory`, Every kind",
        "storage; io.l5d.etcd; Storage `io.l5d.etcd`, Every kind",
        "storage; io.l5d.k8s; Storage `io.l5d.k8s`, Reaching Kubernetes, Every kind",
        "storage.tls; io.l5d.etcd; TLS towards a server",
        "storage.tls.clientAuth; io.l5d.etcd; What dtabd shows of itself: `clientAuth`",
        "namers[0]; io.dtabd.file; Namer `io.l5d.fs`, Every namer, Every kind",
        "namers[1]; io.dtabd.file; Namer `io.l5d.rewrite`, Every namer, Every kind",
        "namers[2]; io.dtabd.file;"
            + " Namer `io.l5d.k8s`, Reaching Kubernetes, Every namer, Every kind",
        "namers[2].tls; io.dtabd.file; TLS towards a server",
        "namers[3]; io.dtabd.file;"
            + " Namer `io.l5d.k8s.ns`, Reaching Kubernetes, Every namer, Every kind",
        "namers[4]; io.dtabd.file;"
            + " Namer `io.l5d.k8s.external`, Reaching Kubernetes, Every namer, Every kind",
        "interfaces[0]; io.dtabd.file; Every listener, Every kind",
        "interfaces[0].tls; io.dtabd.file; TLS of a listener",
        "interfaces[0].socketOptions; io.dtabd.file; Socket options",
        "interfaces[1]; io.dtabd.file; Interface `io.l5d.mesh`, Every listener, Every kind",
        "interfaces[2]; io.dtabd.file;"
            + " Interface `io.l5d.thriftNameInterpreter`, Every listener, Every kind",
        "admin; io.dtabd.file; The admin port, Every listener",
        "admin.security; io.dtabd.file; What the admin port answers: `security`",
        "telemetry[0]; io.dtabd.file; Telemetry `io.l5d.prometheus`, Every kind",
        "io.dtabd.limits; io.dtabd.file; Limits: `io.dtabd.limits`",
        "io.dtabd.peers; io.dtabd.file; The other replicas: `io.dtabd.peers`",
      })
  void tablesListWhatTheReaderAsksFor(String where, String storage, String headings)
      throws IOException {
    Map<String, Map<String, Row>> tables = tables();
    Set<String> documented =
        Arrays.stream(headings.split(", ?"))
            .flatMap(heading -> table(tables, heading).keySet().stream())
            .collect(toCollection(TreeSet::new));

    assertThat(asked(storage)).containsEntry(where, documented);
  }

  @Test
  void everyTableIsHeldToTheCode() throws Exception {
    var method =
        ConfigReferenceTest.class.getDeclaredMethod(
            "tablesListWhatTheReaderAsksFor", String.class, String.class, String.class);
    String all = String.join("\n", method.getAnnotation(CsvSource.class).value());
    assertThat(tables().keySet())
        .hasSizeGreaterThan(15)
        .allSatisfy(it -> assertThat(all).contains(it));
  }

  @Test
  void everyMappingOfTheDocumentIsListedSomewhere() {
    // What reads a new mapping shows up here, and then wants a heading above.
    assertThat(asked("io.l5d.etcd").keySet())
        .containsExactlyInAnyOrder(
            "",
            "admin",
            "admin.security",
            "admin.tls",
            "storage",
            "storage.tls",
            "storage.tls.clientAuth",
            "namers[0]",
            "namers[1]",
            "namers[2]",
            "namers[2].tls",
            "namers[2].tls.clientAuth",
            "namers[3]",
            "namers[4]",
            "interfaces[0]",
            "interfaces[0].tls",
            "interfaces[0].socketOptions",
            "interfaces[1]",
            "interfaces[2]",
            "telemetry[0]",
            "io.dtabd.limits",
            "io.dtabd.peers",
            "io.dtabd.peers.tls",
            "io.dtabd.peers.tls.clientAuth");
  }

  /** Where {@code /config.json} shows a value though the file gave none. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "/storage; io.dtabd.file; Storage `io.dtabd.file`",
        "/storage; io.l5d.etcd; Storage `io.l5d.etcd`",
        "/storage; io.l5d.k8s; Storage `io.l5d.k8s`",
        "/namers/0; io.dtabd.file; Namer `io.l5d.k8s.ns`",
        "/interfaces/0; io.dtabd.file; Every listener",
        "/interfaces/0/socketOptions; io.dtabd.file; Socket options",
        "/admin; io.dtabd.file; The admin port",
        "/admin/security; io.dtabd.file; What the admin port answers: `security`",
        "/telemetry/0; io.dtabd.file; Telemetry `io.l5d.prometheus`",
        "/io.dtabd.limits; io.dtabd.file; Limits: `io.dtabd.limits`",
      })
  void defaultsAreThoseOfTheCode(String pointer, String storage, String heading) throws Exception {
    JsonNode shown =
        Configs.read(
                """
                storage: {kind: %s}
                namers: [{kind: io.l5d.k8s.ns}]
                interfaces: [{kind: io.l5d.httpController}]
                telemetry: [{kind: io.l5d.prometheus}]
                """
                    .formatted(storage))
            .toJson()
            .at(pointer);
    Map<String, Row> table = table(tables(), heading);

    Map<String, String> code = new TreeMap<>();
    Map<String, String> documented = new TreeMap<>();
    table.forEach(
        (key, row) -> {
          JsonNode value = shown.get(key);
          // Some defaults are told in words; a number or a boolean never is.
          if (value != null && value.isValueNode() && !row.defaultValue().startsWith("see ")) {
            code.put(key, value.asText());
            documented.put(key, row.defaultValue().replace("`", ""));
          }
        });
    assertThat(documented).isEqualTo(code).isNotEmpty();
  }

  private static Map<String, Row> table(Map<String, Map<String, Row>> tables, String heading) {
    return assertThat(tables)
        .as("headings")
        .containsKey(heading)
        .actual()
        .getOrDefault(heading, Map.of());
  }

  /** The tables of keys by their headings. */
  private static Map<String, Map<String, Row>> tables() throws IOException {
    var tables = new LinkedHashMap<String, Map<String, Row>>();
    String heading = "";
    Map<String, Row> table = null;
    for (String line : Files.readAllLines(REFERENCE)) {
      if (line.startsWith("## ")) {
        heading = line.substring(3);
      }
      if (line.equals(HEAD)) {
        table = tables.computeIfAbsent(heading, _ -> new TreeMap<>());
      } else if (!line.startsWith("|")) {
        table = null;
      } else if (table != null && !line.startsWith("| ---")) {
        Matcher row = ROW.matcher(line);
        assertThat(row.matches()).as("a row of the form %s: %s", HEAD, line).isTrue();
        assertThat(table.put(row.group(1), new Row(row.group(2), row.group(3)))).isNull();
      }
    }
    return tables;
  }

  /** Which keys each mapping of the document was asked for. */
  private static Map<String, Set<String>> asked(String storage) {
    var asked = new TreeMap<String, Set<String>>();
    byte[] text = DOCUMENT.replace("STORAGE", storage).getBytes(UTF_8);
    try {
      new ConfigReader(_ -> java.net.InetAddress.getLoopbackAddress())
          .read("test", listened(Document.read("test", text), "", asked));
    } catch (ConfigException e) {
      // Not every storage has TLS; what was asked for is known all the same.
      assertThat(e).hasMessageContaining("storage.tls");
    }
    return asked;
  }

  private static Node listened(Node node, String path, Map<String, Set<String>> asked) {
    return switch (node) {
      case Mapping mapping -> {
        var entries = new AskedEntries(asked.computeIfAbsent(path, _ -> new TreeSet<>()));
        mapping
            .entries()
            .forEach(
                (key, entry) -> {
                  String below = path.isEmpty() ? key : path + "." + key;
                  entries.put(
                      key, new Mapping.Entry(entry.place(), listened(entry.value(), below, asked)));
                });
        yield new Mapping(mapping.place(), entries);
      }
      case Sequence list -> {
        var items = new ArrayList<Node>();
        for (Node item : list.items()) {
          items.add(listened(item, path + "[" + items.size() + "]", asked));
        }
        yield new Sequence(list.place(), items);
      }
      default -> node;
    };
  }

  /** Remembers what it was asked for. */
  private static final class AskedEntries extends LinkedHashMap<String, Mapping.Entry> {

    private static final long serialVersionUID = 1;

    private final transient Set<String> asked;

    AskedEntries(Set<String> asked) {
      this.asked = asked;
    }

    @Override
    public Mapping.@Nullable Entry get(Object key) {
      asked.add((String) key);
      return super.get(key);
    }
  }
}
