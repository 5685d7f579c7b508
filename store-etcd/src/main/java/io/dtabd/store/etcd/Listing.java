package io.dtabd.store.etcd;

import com.google.protobuf.ByteString;
import io.dtabd.store.Namespace;
import io.dtabd.store.StoreException;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * All namespaces at one revision.
 *
 * @param cluster which etcd has answered
 */
record Listing(long cluster, long revision, Map<Namespace, Stored> content) {

  /** How many are read at once: few enough for one message, however large they are. */
  private static final int PAGE = 32;

  private static final String WHAT = "list the namespaces";

  /**
   * @param known what need not be parsed again if it has not changed
   */
  static Listing read(Requests requests, Keys keys, Function<Namespace, Stored> known)
      throws StoreException {
    var content = new HashMap<Namespace, Stored>();
    ByteString end = Keys.after(keys.all());
    RangeRequest.Builder request =
        RangeRequest.newBuilder().setKey(keys.all()).setRangeEnd(end).setLimit(PAGE);
    RangeResponse page = requests.range(WHAT, request.build());
    long cluster = page.getHeader().getClusterId();
    long revision = page.getHeader().getRevision();
    while (true) {
      for (KeyValue each : page.getKvsList()) {
        keys.namespace(each.getKey())
            .ifPresent(namespace -> content.put(namespace, stored(each, known.apply(namespace))));
      }
      if (!page.getMore()) {
        return new Listing(cluster, revision, content);
      }
      ByteString last = page.getKvs(page.getKvsCount() - 1).getKey();
      // The later pages as of the first one's revision, or the list would be of no one moment.
      request.setKey(Keys.next(last)).setRevision(revision);
      page = requests.range(WHAT, request.build());
    }
  }

  private static Stored stored(KeyValue read, Stored known) {
    return known.entry().isPresent() && known.revision() == read.getModRevision()
        ? known
        : Stored.of(read);
  }
}
