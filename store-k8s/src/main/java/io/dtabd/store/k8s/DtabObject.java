package io.dtabd.store.k8s;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dtabd.dtab.Dentry;
import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.DtabSyntaxException;
import io.dtabd.dtab.Prefix;
import io.dtabd.live.State;
import io.dtabd.store.Namespace;
import io.dtabd.store.Version;
import io.dtabd.store.VersionedDtab;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A DTab object as it was at one version.
 *
 * @param uid of this object, as opposed to another of the same name before or after it
 * @param revision its resourceVersion: etcd's counter, so of two versions the higher is the later
 * @param stamp who made it so, and when
 */
record DtabObject(Namespace namespace, String uid, long revision, Content content, Stamp stamp) {

  /** What it says. */
  sealed interface Content {
    record Table(Dtab dtab) implements Content {}

    /**
     * @param reason names the dentry and the place in it
     */
    record Broken(String reason) implements Content {}
  }

  static DtabObject of(GenericKubernetesResource object) {
    ObjectMeta metadata = object.getMetadata();
    return new DtabObject(
        new Namespace(metadata.getName()),
        metadata.getUid(),
        Long.parseLong(metadata.getResourceVersion()),
        content(object),
        Stamp.of(metadata));
  }

  Version version() {
    return version(revision);
  }

  static Version version(long revision) {
    return Version.of(Long.toString(revision).getBytes(UTF_8));
  }

  State<Optional<VersionedDtab>> state() {
    return switch (content) {
      case Content.Table(var dtab) -> State.ok(Optional.of(new VersionedDtab(version(), dtab)));
      case Content.Broken(var reason) -> State.failed(reason);
    };
  }

  private static Content content(GenericKubernetesResource object) {
    String name = object.getMetadata().getName();
    if (!(object.getAdditionalProperties().get(DtabJson.DENTRIES) instanceof List<?> list)) {
      return new Content.Broken("DTab '" + name + "' has no list of dentries");
    }
    var dentries = new ArrayList<Dentry>(list.size());
    for (Object each : list) {
      String where = "DTab '%s': dentries[%d]".formatted(name, dentries.size());
      if (!(each instanceof Map<?, ?> fields
          && fields.get(DtabJson.PREFIX) instanceof String prefix
          && fields.get(DtabJson.DST) instanceof String dst)) {
        return new Content.Broken(where + " is not a prefix and a dst");
      }
      try {
        Prefix.read(prefix); // alone: it must not reach into the dst
        dentries.add(Dentry.read(prefix + " => " + dst));
      } catch (DtabSyntaxException e) {
        return new Content.Broken(where + " is not a dentry: " + e.getMessage());
      }
    }
    return new Content.Table(asWritten(new Dtab(dentries), object.getMetadata()));
  }

  /**
   * With the text that was written through dtabd, if the dentries are still those. If somebody else
   * changed them, they count.
   */
  private static Dtab asWritten(Dtab dtab, ObjectMeta metadata) {
    String text = metadata.getAnnotations().get(DtabJson.TEXT);
    if (text == null) {
      return dtab;
    }
    try {
      Dtab written = Dtab.read(text);
      return written.equals(dtab) ? written : dtab;
    } catch (DtabSyntaxException e) {
      return dtab;
    }
  }
}
