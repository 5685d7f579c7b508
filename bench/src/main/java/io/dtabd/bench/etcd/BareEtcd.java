package io.dtabd.bench.etcd;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.WatchCreateRequest;
import io.etcd.jetcd.api.WatchGrpc;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.BlockingClientCall;

/** What one can do with etcd and nothing in between. */
final class BareEtcd implements AutoCloseable {

  private final ManagedChannel channel;
  private final KVGrpc.KVBlockingStub keys;

  BareEtcd(int port) {
    channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    keys = KVGrpc.newBlockingStub(channel);
  }

  /** Puts if the key has the revision, 0 for none; the new revision. */
  long swap(ByteString key, long expected, ByteString value) {
    return transact(
        TxnRequest.newBuilder().addCompare(modRevision(key, expected)).addSuccess(put(key, value)));
  }

  /** The same, and puts another key that nobody has: what a write of the store consists of. */
  long swapAndKeep(ByteString key, long expected, ByteString value, ByteString other) {
    return transact(
        TxnRequest.newBuilder()
            .addCompare(modRevision(key, expected))
            .addCompare(
                Compare.newBuilder()
                    .setKey(other)
                    .setTarget(Compare.CompareTarget.CREATE)
                    .setResult(Compare.CompareResult.EQUAL)
                    .setCreateRevision(0))
            .addSuccess(put(key, value))
            .addSuccess(put(other, value))
            .addFailure(read(key))
            .addFailure(read(other)));
  }

  private long transact(TxnRequest.Builder request) {
    var answer = keys.txn(request.build());
    if (!answer.getSucceeded()) {
      throw new IllegalStateException("overtaken");
    }
    return answer.getHeader().getRevision();
  }

  private static Compare.Builder modRevision(ByteString key, long expected) {
    return Compare.newBuilder()
        .setKey(key)
        .setTarget(Compare.CompareTarget.MOD)
        .setResult(Compare.CompareResult.EQUAL)
        .setModRevision(expected);
  }

  private static RequestOp.Builder put(ByteString key, ByteString value) {
    return RequestOp.newBuilder()
        .setRequestPut(PutRequest.newBuilder().setKey(key).setValue(value));
  }

  private static RequestOp.Builder read(ByteString key) {
    return RequestOp.newBuilder().setRequestRange(RangeRequest.newBuilder().setKey(key));
  }

  void get(ByteString key) {
    keys.range(RangeRequest.newBuilder().setKey(key).build());
  }

  BlockingClientCall<WatchRequest, WatchResponse> watch(ByteString key) throws Exception {
    var call = WatchGrpc.newBlockingV2Stub(channel).watch();
    call.write(
        WatchRequest.newBuilder()
            .setCreateRequest(WatchCreateRequest.newBuilder().setKey(key))
            .build());
    call.read();
    return call;
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
