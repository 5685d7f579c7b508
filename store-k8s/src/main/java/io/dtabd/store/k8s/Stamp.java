package io.dtabd.store.k8s;

import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * Who made an object what it is, and when.
 *
 * @param author whom dtabd wrote it for; otherwise the field manager of the dentries, such as
 *     {@code kubectl-edit}
 * @param throughDtabd whether a dtabd wrote it, this one or another
 */
record Stamp(Instant time, Optional<String> author, boolean throughDtabd) {

  /** As the client's user agent tells the server. */
  static final String DTABD = "dtabd";

  static Stamp of(ObjectMeta metadata) {
    Optional<ManagedFieldsEntry> last =
        metadata.getManagedFields().stream()
            .filter(Stamp::hasDentries)
            .max(Comparator.comparing(entry -> instant(entry.getTime()).orElse(Instant.MIN)));
    Optional<String> author = last.map(ManagedFieldsEntry::getManager);
    if (author.isEmpty() || author.get().equals(DTABD)) {
      // To the second is too coarse to say which of two writes was first.
      Optional<Instant> written = instant(metadata.getAnnotations().get(DtabJson.WRITTEN));
      if (written.isPresent()) {
        String name = metadata.getAnnotations().get(DtabJson.AUTHOR);
        return new Stamp(written.get(), Optional.ofNullable(name), true);
      }
    }
    Instant time =
        last.flatMap(entry -> instant(entry.getTime()))
            .or(() -> instant(metadata.getCreationTimestamp()))
            .orElse(Instant.EPOCH);
    return new Stamp(
        time, author.filter(name -> !name.equals(DTABD)), author.equals(Optional.of(DTABD)));
  }

  private static boolean hasDentries(ManagedFieldsEntry entry) {
    return entry.getFieldsV1() != null
        && entry.getFieldsV1().getAdditionalProperties().containsKey("f:" + DtabJson.DENTRIES);
  }

  static Optional<Instant> instant(@org.jspecify.annotations.Nullable String text) {
    try {
      return Optional.ofNullable(text).map(Instant::parse);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
