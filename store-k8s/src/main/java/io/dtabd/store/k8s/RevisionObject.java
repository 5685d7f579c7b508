package io.dtabd.store.k8s;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dtabd.dtab.Dtab;
import io.dtabd.store.Namespace;
import io.dtabd.store.Version;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * A DTabRevision: what a dtab was at one version, or that this version was deleted.
 *
 * @param namespace the dtab's name, which need not be one that can be used
 * @param revision the resourceVersion that the dtab had, for a deletion the last
 * @param text empty if this is a deletion
 */
record RevisionObject(
    String namespace,
    long revision,
    boolean deleted,
    Instant time,
    Optional<String> author,
    String text) {

  static final String API_VERSION = "dtabd.io/v1alpha1";
  static final String KIND = "DTabRevision";

  /** By which the revisions of one dtab are found. */
  static final String LABEL = "dtabd.io/dtab";

  static final Comparator<RevisionObject> OLDEST_FIRST =
      Comparator.comparingLong(RevisionObject::revision).thenComparing(RevisionObject::deleted);

  /** What the value of a label may have. */
  private static final int MAX_LABEL = 63;

  static RevisionObject of(DtabObject object, Dtab dtab) {
    return new RevisionObject(
        object.namespace().name(),
        object.revision(),
        false,
        object.stamp().time(),
        object.stamp().author(),
        dtab.text());
  }

  static RevisionObject deletion(DtabObject last, Instant time, Optional<String> author) {
    return new RevisionObject(last.namespace().name(), last.revision(), true, time, author, "");
  }

  /** What is in the cluster; empty if somebody has made it into something else. */
  static Optional<RevisionObject> of(GenericKubernetesResource object) {
    Map<String, Object> fields = object.getAdditionalProperties();
    try {
      return Optional.of(
          new RevisionObject(
              text(fields, "dtab"),
              Long.parseLong(text(fields, "version")),
              Boolean.TRUE.equals(fields.get("deleted")),
              Stamp.instant(text(fields, "time")).orElse(Instant.EPOCH),
              Optional.of(text(fields, "author")).filter(author -> !author.isEmpty()),
              text(fields, "text")));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static String text(Map<String, Object> fields, String name) {
    return fields.get(name) instanceof String text ? text : "";
  }

  /** A deletion comes after the version that it deleted, and before whatever is created later. */
  Version version() {
    return deleted
        ? Version.of((revision + "-deleted").getBytes(UTF_8))
        : DtabObject.version(revision);
  }

  /** The same whoever records it. */
  String name() {
    return key(new Namespace(namespace)) + "." + revision + (deleted ? ".deleted" : "");
  }

  GenericKubernetesResource object() {
    var object = new GenericKubernetesResource();
    object.setApiVersion(API_VERSION);
    object.setKind(KIND);
    object.setMetadata(
        new ObjectMetaBuilder()
            .withName(name())
            .addToLabels(LABEL, key(new Namespace(namespace)))
            .build());
    object.setAdditionalProperty("dtab", namespace);
    object.setAdditionalProperty("version", Long.toString(revision));
    object.setAdditionalProperty("deleted", deleted);
    object.setAdditionalProperty("time", time.toString());
    author.ifPresent(name -> object.setAdditionalProperty("author", name));
    if (!deleted) {
      object.setAdditionalProperty("text", text);
    }
    return object;
  }

  /** The dtab's name, or where that is too long for a label, something that stands for it. */
  static String key(Namespace namespace) {
    String name = namespace.name();
    if (name.length() <= MAX_LABEL) {
      return name;
    }
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(name.getBytes(UTF_8));
      return "sha256-" + HexFormat.of().formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
