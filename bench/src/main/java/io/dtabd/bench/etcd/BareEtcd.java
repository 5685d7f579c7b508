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
    var answer =
        keys.txn(
            TxnRequest.newBuilder()
                .addCompare(
                    Compare.newBuilder()
                        .setKey(key)
                        .setTarget(Compare.CompareTarget.MOD)
                        .setResult(Compare.CompareResult.EQUAL)
                        .setModRevision(expected))
                .addSuccess(
                    RequestOp.newBuilder()
                        .setRequestPut(PutRequest.newBuilder().setKey(key).setValue(value)))
                .build());
    if (!answer.getSucceeded()) {
      throw new IllegalStateException("overtaken");
    }
    return answer.getHeader().getRevision();
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
