package io.dtabd.store.k8s;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dtabd.dtab.Dentry;
import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.NameTree;
import io.dtabd.store.Author;
import io.dtabd.store.DtabText;
import io.dtabd.store.Namespace;
import io.dtabd.store.StoreException;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is written into a DTab object: the fields are namerd's, the annotations dtabd's own. */
final class DtabJson {

  static final String API_VERSION = "l5d.io/v1alpha1";
  static final String KIND = "DTab";

  static final String DENTRIES = "dentries";
  static final String PREFIX = "prefix";
  static final String DST = "dst";

  /** The text as it was written, where the dentries alone would not give it back. */
  static final String TEXT = "dtabd.io/text";

  /** When dtabd wrote the object. It also makes a new version of what says the same as before. */
  static final String WRITTEN = "dtabd.io/written";

  /** Who had dtabd write it. */
  static final String AUTHOR = "dtabd.io/author";

  /** All annotations of an object may have 256 KiB together, and others want some of it. */
  static final int MAX_TEXT_BYTES = 128 * 1024;

  /**
   * etcd takes requests of 1.5 MiB unless it is told otherwise. That has to hold the object twice
   * over in part: the text beside the dentries, and what the server adds.
   */
  static final int MAX_DENTRIES_BYTES = 1024 * 1024;

  private static final String NO_TEXT = "";

  private DtabJson() {}

  /** What a DTab is to hold. */
  record Table(List<Map<String, String>> dentries, String text) {

    /**
     * @throws StoreException.Invalid if an object cannot hold it
     */
    static Table of(Namespace namespace, Dtab dtab) throws StoreException.Invalid {
      DtabText.encode(namespace, dtab);
      var dentries = new ArrayList<Map<String, String>>(dtab.dentries().size());
      long size = 0;
      for (Dentry dentry : dtab.dentries()) {
        var fields = new LinkedHashMap<String, String>();
        fields.put(PREFIX, dentry.prefix().show());
        fields.put(DST, NameTree.text(dentry.dst()));
        dentries.add(fields);
        size += "{'prefix':'','dst':''},".length();
        for (String field : fields.values()) {
          size += field.getBytes(UTF_8).length;
        }
      }
      if (size > MAX_DENTRIES_BYTES) {
        throw new StoreException.Invalid(
            "the dtab for namespace '%s' is %,d bytes as a Kubernetes object; at most %,d can be stored there"
                .formatted(namespace, size, MAX_DENTRIES_BYTES));
      }
      return new Table(dentries, worthKeeping(dtab));
    }

    private static String worthKeeping(Dtab dtab) {
      String text = dtab.text();
      boolean keep =
          text.getBytes(UTF_8).length <= MAX_TEXT_BYTES
              && !text.equals(new Dtab(dtab.dentries()).text());
      return keep ? text : NO_TEXT;
    }

    /** A new object. */
    GenericKubernetesResource object(Namespace namespace, Instant now) {
      return object(new ObjectMetaBuilder().withName(namespace.name()).build(), now);
    }

    /** The object that takes the place of the one with this metadata, at this very version. */
    GenericKubernetesResource replacing(ObjectMeta metadata, Instant now) {
      // What the server keeps by itself stays as it is if it is left out.
      return object(new ObjectMetaBuilder(metadata).withManagedFields().build(), now);
    }

    private GenericKubernetesResource object(ObjectMeta metadata, Instant now) {
      var annotations = new HashMap<String, String>(metadata.getAnnotations());
      annotations.remove(TEXT);
      if (!text.equals(NO_TEXT)) {
        annotations.put(TEXT, text);
      }
      annotations.put(WRITTEN, now.toString());
      annotations.remove(AUTHOR);
      Author.current().ifPresent(author -> annotations.put(AUTHOR, author));
      metadata.setAnnotations(annotations);
      var object = new GenericKubernetesResource();
      object.setApiVersion(API_VERSION);
      object.setKind(KIND);
      object.setMetadata(metadata);
      object.setAdditionalProperty(DENTRIES, dentries);
      return object;
    }
  }
}
