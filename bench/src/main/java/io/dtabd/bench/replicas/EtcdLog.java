package io.dtabd.bench.replicas;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.Event;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.WatchCreateRequest;
import io.etcd.jetcd.api.WatchGrpc;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Everything that ever was in one key, as etcd itself remembers it: it was never compacted. */
final class EtcdLog {

  private static final int SECONDS = 60;

  private EtcdLog() {}

  /** By revision, oldest first. */
  static SequencedMap<Long, Count> read(int port, String key) throws Exception {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    try {
      ByteString name = ByteString.copyFromUtf8(key);
      long last =
          KVGrpc.newBlockingStub(channel)
              .range(RangeRequest.newBuilder().setKey(name).build())
              .getKvs(0)
              .getModRevision();
      var log = new TreeMap<Long, Count>();
      var watch = WatchGrpc.newBlockingV2Stub(channel).watch();
      watch.write(
          WatchRequest.newBuilder()
              .setCreateRequest(WatchCreateRequest.newBuilder().setKey(name).setStartRevision(1))
              .build());
      while (log.isEmpty() || log.lastKey() < last) {
        WatchResponse response = watch.read(SECONDS, TimeUnit.SECONDS);
        for (Event event : response.getEventsList()) {
          if (event.getType() == Event.EventType.DELETE) {
            throw new IllegalStateException("nobody deletes " + key);
          }
          log.put(
              event.getKv().getModRevision(), Count.read(event.getKv().getValue().toStringUtf8()));
        }
      }
      return log;
    } finally {
      channel.shutdownNow();
    }
  }
}
