package io.dtabd.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.dtabd.config.Config;
import io.dtabd.config.ConfigException;
import io.dtabd.testing.peers.Checkout;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Configurations that are valid but for what a random hand has changed in them. */
final class ConfigMutants {

  private static final YAMLMapper YAML = new YAMLMapper();
  private static final Pattern EXAMPLE = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

  private static final int MAX_CHANGES = 3;

  /** One file in so many is another than the one that belongs there. */
  private static final int WRONG_FILE = 8;

  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "/",
          "//",
          "/a",
          "/a/b/",
          "/{a}",
          "/{b}/x",
          "/{",
          "/*",
          "/#/x",
          "/%zz",
          "/a b",
          "x",
          "(",
          "(a+)+$",
          "PATH",
          "NO_SUCH_VARIABLE",
          "\u0000",
          "\u00e4",
          "a".repeat(300),
          "/metrics",
          "/admin/ping",
          "/{x}/y",
          "0",
          "-1",
          "1",
          "5",
          "65536",
          "2147483647",
          "1e9",
          "true",
          "TLSv1.3",
          "SSLv3",
          "TLS_AES_128_GCM_SHA256",
          "127.0.0.1:1",
          "https://127.0.0.1:1",
          "127.0.0.1:65536",
          "io.l5d.fs",
          "io.l5d.mesh",
          "a_b.example");

  /** Others would be looked up. */
  private static final List<String> ADDRESSES = List.of("127.0.0.1", "0.0.0.0", "::1", "");

  /** Every thread is made and ended. */
  private static final List<String> THREADS = List.of("0", "1", "9", "1001", "2147483647");

  /** Which keys are files, and which of the files belongs there. */
  private static final Map<String, String> FILES =
      Map.ofEntries(
          Map.entry("certPath", "cert.pem"),
          Map.entry("keyPath", "key.pem"),
          Map.entry("intermediateCertsPath", "ca.pem"),
          Map.entry("caCertPath", "ca.pem"),
          Map.entry("trustCerts", "ca.pem"),
          Map.entry("trustCertsBundle", "ca.pem"),
          Map.entry("kubeconfig", "kubeconfig"),
          Map.entry("secretFile", "secret"),
          Map.entry("rootDir", "disco"),
          Map.entry("dir", "data"));

  private final Path folder;
  private final List<ObjectNode> seeds = new ArrayList<>();
  private final List<Place> places = new ArrayList<>();

  /** A value in a seed, for another seed to get. */
  private record Place(JsonNode holder, String key, JsonNode value) {}

  /**
   * @param folder with the files that {@link CheckedFiles} makes
   */
  ConfigMutants(Path folder) throws IOException {
    this.folder = folder;
    for (String text : texts()) {
      ObjectNode seed = (ObjectNode) YAML.readTree(text);
      places(seed, places);
      if (isRead(seed)) {
        seeds.add(seed);
      }
    }
  }

  private static List<String> texts() throws IOException {
    var files = new ArrayList<Path>();
    files.add(Checkout.file("docker/compose/namerd.yml"));
    files.add(Checkout.file("docker/kubernetes/namerd.yml"));
    files.addAll(filesIn("server/app/src/test/resources/check", ".yml"));
    var texts = new ArrayList<String>();
    for (Path file : files) {
      texts.add(Files.readString(file));
    }
    for (Path page : filesIn("docs", ".md")) {
      EXAMPLE
          .matcher(Files.readString(page))
          .results()
          .map(example -> example.group(1))
          .filter(example -> example.contains("interfaces:"))
          .forEach(texts::add);
    }
    return texts;
  }

  private static List<Path> filesIn(String folder, String ending) throws IOException {
    try (Stream<Path> files = Files.list(Checkout.file(folder))) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }

  /** Those of other stores are not; they have keys to give to others all the same. */
  private static boolean isRead(ObjectNode seed) {
    try {
      var _ = Config.read("seed", new ByteArrayInputStream(seed.toString().getBytes(UTF_8)));
      return true;
    } catch (ConfigException e) {
      return false;
    }
  }

  /** The next one, as JSON. The same numbers make the same one. */
  byte[] next(Random random) {
    ObjectNode mutant = pick(seeds, random).deepCopy();
    int changes = random.nextInt(MAX_CHANGES + 1);
    for (int i = 0; i < changes; i++) {
      change(mutant, random);
    }
    var all = new ArrayList<Place>();
    places(mutant, all);
    all.forEach(place -> setFile(place, random));
    return keptInFolder(mutant).toString().getBytes(UTF_8);
  }

  private void change(ObjectNode mutant, Random random) {
    var all = new ArrayList<Place>();
    places(mutant, all);
    if (all.isEmpty()) {
      return;
    }
    Place place = pick(all, random);
    switch (random.nextInt(4)) {
      case 0 -> {
        if (place.holder() instanceof ObjectNode holder) {
          holder.remove(place.key());
        }
      }
      case 1 -> graft(place, random);
      default -> {
        if (place.value().isValueNode()) {
          set(place, new TextNode(pick(textsFor(place.key()), random)));
        } else {
          graft(place, random);
        }
      }
    }
  }

  private void graft(Place place, Random random) {
    List<Place> alike = places.stream().filter(other -> other.key().equals(place.key())).toList();
    if (!alike.isEmpty()) {
      set(place, pick(alike, random).value().deepCopy());
    }
  }

  private static List<String> textsFor(String key) {
    return switch (key) {
      case "ip", "host" -> ADDRESSES;
      case "workerThreads" -> THREADS;
      default -> TEXTS;
    };
  }

  private void setFile(Place place, Random random) {
    String right = FILES.get(place.key());
    if (right == null || !place.value().isValueNode()) {
      return;
    }
    String name = random.nextInt(WRONG_FILE) == 0 ? pick(CheckedFiles.NAMES, random) : right;
    if (name.equals("data") || name.equals("new")) {
      name += random.nextInt(1_000) + "/below";
    }
    set(place, new TextNode(folder.resolve(name).toString()));
  }

  /** Without a folder the store would take one in the working directory. */
  private ObjectNode keptInFolder(ObjectNode mutant) {
    if (mutant.get("storage") instanceof ObjectNode storage
        && !storage.path("dir").isTextual()
        && storage.path("kind").asText().equals("io.dtabd.file")) {
      storage.put("dir", folder.resolve("data/default").toString());
    }
    return mutant;
  }

  private static void places(JsonNode at, List<Place> to) {
    places(at, "", to);
  }

  /** The items of a list have the key of the list. */
  private static void places(JsonNode at, String key, List<Place> to) {
    switch (at) {
      case ObjectNode holder ->
          holder
              .properties()
              .forEach(
                  each -> {
                    to.add(new Place(holder, each.getKey(), each.getValue()));
                    places(each.getValue(), each.getKey(), to);
                  });
      case ArrayNode list ->
          list.forEach(
              each -> {
                to.add(new Place(list, key, each));
                places(each, key, to);
              });
      default -> {}
    }
  }

  private static void set(Place place, JsonNode value) {
    switch (place.holder()) {
      case ObjectNode holder -> {
        if (holder.has(place.key())) {
          holder.set(place.key(), value);
        }
      }
      case ArrayNode list -> {
        for (int i = 0; i < list.size(); i++) {
          if (list.get(i).equals(place.value())) {
            list.set(i, value);
          }
        }
      }
      default -> throw new IllegalStateException("holds nothing: " + place.holder());
    }
  }

  private static <T> T pick(List<T> list, Random random) {
    return list.get(random.nextInt(list.size()));
  }
}
