package io.dtabd.mesh;

import io.dtabd.grpc.GrpcMetrics;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what was counted. */
final class CountedGrpc implements GrpcMetrics {

  final List<Refusal> refused = new CopyOnWriteArrayList<>();

  /** How often something was counted, such as {@code Codec/ReadPath ended ok}. */
  private final ConcurrentHashMap<String, Integer> counts = new ConcurrentHashMap<>();

  int count(String what) {
    return counts.getOrDefault(what, 0);
  }

  @Override
  public void refused(Refusal reason) {
    refused.add(reason);
  }

  @Override
  public OfMethod ofMethod(String method) {
    return new OfMethod() {
      @Override
      public void begun() {
        add("begun");
      }

      @Override
      public void sent(long bytes) {
        add("sent");
      }

      @Override
      public void answered(String status, Duration duration) {
        add("answered " + status);
      }

      @Override
      public void ended(String status) {
        add("ended " + status);
      }

      private void add(String what) {
        counts.merge(method + " " + what, 1, Integer::sum);
      }
    };
  }
}
