package io.dtabd.store.etcd;

import com.google.protobuf.ByteString;
import io.dtabd.store.Namespace;
import io.dtabd.store.StoreException;
import io.dtabd.store.StoreException.Outcome;
import io.dtabd.store.StoreException.Unavailable;
import io.dtabd.store.StoreLimits;
import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.DeleteRangeRequest;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.ResponseOp;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import java.util.Optional;

/**
 * The one transaction that every write is: if the key has the expected revision, 0 for none at all,
 * and the history key is not there, put or delete the one and put the other; else read both.
 *
 * <p>Nobody else has that history key. So if it is there, this very write was done before, by an
 * attempt whose answer got lost, and doing it again does nothing: it may be repeated until there is
 * an answer.
 */
record Swap(
    Namespace namespace,
    ByteString key,
    long expected,
    Optional<byte[]> text,
    ByteString historyKey,
    ByteString historyValue) {

  /** What came of it. */
  sealed interface Result {

    /**
     * @param revision the new one
     */
    record Done(long revision) implements Result {}

    /**
     * @param actual what is there instead of what was expected
     */
    record Conflict(Stored actual) implements Result {}
  }

  /**
   * @param newest a revision that the store is known to have had before
   */
  Result run(Requests requests, long newest) throws StoreException {
    String what = (text.isPresent() ? "write namespace '" : "delete namespace '") + namespace + "'";
    return result(requests.transact(what, transaction()), newest);
  }

  Result result(Requests.Answer<TxnResponse> given, long newest) throws Unavailable {
    TxnResponse answer = given.response();
    long revision = answer.getHeader().getRevision();
    if (answer.getSucceeded()) {
      return new Result.Done(revision);
    }
    Optional<KeyValue> before = first(answer.getResponses(1));
    if (before.isPresent()) {
      return new Result.Done(before.get().getCreateRevision());
    }
    // So many may have been written since that the history key, if it was there, is trimmed.
    if (given.earlier() == Outcome.UNKNOWN && revision - newest >= StoreLimits.MAX_HISTORY) {
      throw new Unavailable(
          "namespace '%s' has changed since, and whether this write was done before that can no longer be told"
              .formatted(namespace),
          Outcome.UNKNOWN);
    }
    return new Result.Conflict(
        first(answer.getResponses(0)).map(Stored::of).orElseGet(() -> Stored.absent(revision)));
  }

  private TxnRequest transaction() {
    return TxnRequest.newBuilder()
        .addCompare(
            Compare.newBuilder()
                .setKey(key)
                .setTarget(Compare.CompareTarget.MOD)
                .setResult(Compare.CompareResult.EQUAL)
                .setModRevision(expected))
        .addCompare(
            Compare.newBuilder()
                .setKey(historyKey)
                .setTarget(Compare.CompareTarget.CREATE)
                .setResult(Compare.CompareResult.EQUAL)
                .setCreateRevision(0))
        .addSuccess(change())
        .addSuccess(put(historyKey, historyValue))
        .addFailure(read(key))
        .addFailure(read(historyKey))
        .build();
  }

  private RequestOp change() {
    return text.map(bytes -> put(key, ByteString.copyFrom(bytes)))
        .orElseGet(
            () ->
                RequestOp.newBuilder()
                    .setRequestDeleteRange(DeleteRangeRequest.newBuilder().setKey(key))
                    .build());
  }

  private static RequestOp put(ByteString key, ByteString value) {
    return RequestOp.newBuilder()
        .setRequestPut(PutRequest.newBuilder().setKey(key).setValue(value))
        .build();
  }

  private static RequestOp read(ByteString key) {
    return RequestOp.newBuilder().setRequestRange(RangeRequest.newBuilder().setKey(key)).build();
  }

  private static Optional<KeyValue> first(ResponseOp response) {
    return response.getResponseRange().getKvsList().stream().findFirst();
  }
}
