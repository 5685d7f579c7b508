package io.dtabd.store.etcd;

import static java.lang.System.Logger.Level.DEBUG;

import com.google.protobuf.ByteString;
import io.dtabd.dtab.Dtab;
import io.dtabd.store.DtabText;
import io.dtabd.store.Namespace;
import io.dtabd.store.Revision;
import io.dtabd.store.StoreException;
import io.dtabd.store.StoreLimits;
import io.etcd.jetcd.api.DeleteRangeRequest;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeRequest.SortOrder;
import io.etcd.jetcd.api.RangeRequest.SortTarget;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/**
 * What was written, a key for each write, whose create revision is the version. Reads it, and trims
 * it behind the writers.
 */
final class History implements AutoCloseable {

  private static final System.Logger log = System.getLogger(EtcdDtabStore.class.getName());

  /** How many are read at once: few enough for one message, however large they are. */
  private static final int PAGE = 20;

  /**
   * After how many writes of one namespace its history is trimmed, which takes two requests, so
   * that most writes cost nothing but themselves. By as many for each process it may be longer.
   */
  static final int TRIM_EVERY = 64;

  /** Below what etcd takes in one transaction, 128. */
  private static final int DELETES_AT_ONCE = 100;

  private final Requests requests;
  private final Keys keys;
  private final Map<Namespace, Integer> untrimmed = new ConcurrentHashMap<>();
  private final ExecutorService trimming = Executors.newVirtualThreadPerTaskExecutor();

  History(Requests requests, Keys keys) {
    this.requests = requests;
    this.keys = keys;
  }

  List<Revision> read(Namespace namespace) throws StoreException {
    var revisions = new ArrayList<Revision>();
    long size = 0;
    RangeRequest.Builder request = range(namespace, SortOrder.DESCEND).setLimit(PAGE);
    while (true) {
      List<KeyValue> page =
          requests
              .range("read the history of namespace '" + namespace + "'", request.build())
              .getKvsList();
      for (KeyValue each : page) {
        Optional<HistoryEntry> entry = HistoryEntry.decode(each.getValue());
        size += entry.flatMap(HistoryEntry::text).map(text -> text.length).orElse(0);
        if (!revisions.isEmpty() && size > StoreLimits.MAX_HISTORY_SIZE) {
          return revisions;
        }
        entry.flatMap(it -> revision(each, it)).ifPresent(revisions::add);
        if (revisions.size() == StoreLimits.MAX_HISTORY) {
          return revisions;
        }
      }
      if (page.size() < PAGE) {
        return revisions;
      }
      request.setMaxCreateRevision(page.getLast().getCreateRevision() - 1);
    }
  }

  private static Optional<Revision> revision(KeyValue keyValue, HistoryEntry entry) {
    var version = Stored.version(keyValue.getCreateRevision());
    if (entry.text().isEmpty()) {
      return Optional.of(new Revision(version, entry.time(), Optional.empty(), entry.author()));
    }
    try {
      Dtab dtab = DtabText.decode(entry.text().get(), keyValue.getKey().toStringUtf8());
      return Optional.of(new Revision(version, entry.time(), Optional.of(dtab), entry.author()));
    } catch (StoreException.Invalid e) {
      return Optional.empty();
    }
  }

  /** One more has been written: trims, some time later, if it is time to. */
  void written(Namespace namespace) {
    int count = untrimmed.merge(namespace, 1, Integer::sum);
    if (count % TRIM_EVERY == 0) {
      try {
        trimming.execute(() -> trim(namespace));
      } catch (RejectedExecutionException e) {
        // Closed: whoever writes next trims.
      }
    }
  }

  private void trim(Namespace namespace) {
    untrimmed.remove(namespace);
    String what = "trim the history of namespace '" + namespace + "'";
    try {
      List<KeyValue> all =
          requests
              .range(what, range(namespace, SortOrder.DESCEND).setKeysOnly(true).build())
              .getKvsList();
      for (int from = StoreLimits.MAX_HISTORY; from < all.size(); from += DELETES_AT_ONCE) {
        var transaction = TxnRequest.newBuilder();
        all.subList(from, Math.min(all.size(), from + DELETES_AT_ONCE))
            .forEach(each -> transaction.addSuccess(delete(each.getKey())));
        requests.transact(what, transaction.build());
      }
    } catch (StoreException e) {
      log.log(DEBUG, "could not {0}; the next write does it: {1}", what, e.getMessage());
    }
  }

  private RangeRequest.Builder range(Namespace namespace, SortOrder order) {
    ByteString all = keys.history(namespace);
    return RangeRequest.newBuilder()
        .setKey(all)
        .setRangeEnd(Keys.after(all))
        .setSortTarget(SortTarget.CREATE)
        .setSortOrder(order);
  }

  private static RequestOp delete(ByteString key) {
    return RequestOp.newBuilder()
        .setRequestDeleteRange(DeleteRangeRequest.newBuilder().setKey(key))
        .build();
  }

  @Override
  public void close() {
    trimming.shutdownNow();
  }
}
