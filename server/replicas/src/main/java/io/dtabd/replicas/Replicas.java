package io.dtabd.replicas;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.dtabd.config.PeersConfig;
import io.dtabd.net.TlsException;
import io.dtabd.net.http.Parameters;
import io.dtabd.net.http.Request;
import io.dtabd.net.http.Response;
import io.dtabd.net.http.Route;
import io.dtabd.serving.Propagation;
import io.dtabd.serving.Watchers;
import io.dtabd.serving.preview.WatchedElsewhere;
import io.dtabd.store.StoreException;
import java.util.List;
import java.util.Optional;

/** What is told of the watchers of all replicas, and what the replicas ask each other for it. */
public final class Replicas implements AutoCloseable {

  private final Optional<Peers> peers;
  private final PropagationReports propagation;
  private final WatcherReports watchers;
  private final AudiencePoll audiences;
  private final PeersApi api;
  private final Optional<PeerSecret> secret;

  /** This one speaks for itself alone. */
  public static Replicas alone(Propagation propagation, Watchers watchers) {
    return new Replicas(
        Identity.ofThisProcess(), Optional.empty(), Optional.empty(), propagation, watchers);
  }

  /**
   * @param config where the others are; empty: this one speaks for itself alone
   * @throws TlsException if a file of the TLS settings cannot be read or used
   */
  public static Replicas open(
      Optional<PeersConfig> config, Propagation propagation, Watchers watchers)
      throws TlsException {
    Identity self = Identity.ofThisProcess();
    Optional<Peers> peers =
        config.isPresent()
            ? Optional.of(new Peers(self, config.get(), PeerLookup.Dns.SYSTEM))
            : Optional.empty();
    return new Replicas(
        self,
        peers,
        config.flatMap(PeersConfig::secretFile).map(PeerSecret::new),
        propagation,
        watchers);
  }

  Replicas(
      Identity self,
      Optional<Peers> peers,
      Optional<PeerSecret> secret,
      Propagation propagation,
      Watchers watchers) {
    this.peers = peers;
    this.propagation = new PropagationReports(propagation, new Arrivals(self, propagation, peers));
    this.watchers = new WatcherReports(self, watchers, peers);
    this.audiences = new AudiencePoll(peers, System::nanoTime);
    this.secret = secret;
    this.api = new PeersApi(self, propagation, watchers, this.watchers, secret);
  }

  /**
   * What keeps this replica from asking others and responding to them at the moment. They try again
   * each time, so it need not stay so.
   */
  public Optional<String> complaint() {
    return secret
        .flatMap(PeerSecret::complaint)
        .map(reason -> reason + "; until that is mended, replicas are silent to each other");
  }

  /** {@code ?namespace=NS&version=V&accept=delivered&wait=5s}. */
  public Response propagation(Request request)
      throws StoreException, InterruptedException, JsonProcessingException {
    var parameters = new Parameters(request.query());
    return ReplicaJson.response(propagation.of(parameters.requiredNamespace(), parameters));
  }

  /** The same, with the namespace {@code ns} in the path. */
  public Response propagationOf(Request request)
      throws StoreException, InterruptedException, JsonProcessingException {
    return ReplicaJson.response(
        propagation.of(
            Parameters.namespaceOf(request.pathParameter("ns")), new Parameters(request.query())));
  }

  /** {@code ?namespace=NS&limit=N&after=ID&replicas=all}. */
  public Response watchers(Request request) throws InterruptedException, JsonProcessingException {
    return ReplicaJson.response(watchers.of(new Parameters(request.query())));
  }

  /**
   * Who watches on the other replicas, as of a moment ago. Never blocks: for callers that look
   * again and again. The first look has them asked.
   */
  public OtherAudiences audiences() {
    return audiences.now();
  }

  /** The same for callers that look once: waits until the others have responded or are silent. */
  public OtherAudiences awaitAudiences() throws InterruptedException {
    return audiences.await();
  }

  /** Which names are watched at the other replicas, for the check of a write. */
  public WatchedElsewhere watchedElsewhere() {
    return peers.<WatchedElsewhere>map(OtherNames::new).orElse(WatchedElsewhere.NONE);
  }

  /** What other replicas ask, for the admin port. */
  public List<Route> api() {
    return api.routes();
  }

  @Override
  public void close() {
    peers.ifPresent(Peers::close);
  }
}
