package io.dtabd.naming.k8s;

import io.dtabd.k8s.watch.ApiServer;
import io.dtabd.k8s.watch.ListWatch;
import io.dtabd.k8s.watch.Pace;
import io.dtabd.k8s.watch.Receiver;
import io.dtabd.k8s.watch.ResourceType;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;

/** What is needed to read something from a cluster. */
final class ClusterContext {

  private final ApiServer server;
  private final Pace pace;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final AtomicBoolean fellBack = new AtomicBoolean();

  ClusterContext(ApiServer server, Pace pace, InstantSource clock, RandomGenerator random) {
    this.server = server;
    this.pace = pace;
    this.clock = clock;
    this.random = random;
  }

  <T extends HasMetadata, R> ListWatch<T, R> watch(
      ResourceType<T> type, Optional<String> namespace, Receiver<T, R> receiver) {
    return ListWatch.start(server, type, namespace, receiver, pace, clock, random);
  }

  /** Whether this is the first time that slices could not be read: it is worth telling once. */
  boolean isFirstRefusalOfSlices() {
    return fellBack.compareAndSet(false, true);
  }
}
