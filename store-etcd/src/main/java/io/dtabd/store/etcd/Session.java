package io.dtabd.store.etcd;

import io.etcd.jetcd.api.AuthGrpc;
import io.etcd.jetcd.api.AuthenticateRequest;
import io.grpc.ClientInterceptor;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The headers that etcd wants to see with each request. */
final class Session {

  private static final Metadata.Key<String> TOKEN = key("token");

  /**
   * A member that is cut off from the others then refuses, instead of answering what it last knew.
   */
  private static final Metadata.Key<String> HAS_LEADER = key("hasleader");

  private final Optional<EtcdOptions.Credentials> credentials;
  private volatile Optional<String> token = Optional.empty();

  Session(Optional<EtcdOptions.Credentials> credentials) {
    this.credentials = credentials;
  }

  /** What adds the headers to requests to {@code member}; logs in first, if that is to be done. */
  ClientInterceptor headers(Member member, Duration timeout) {
    var headers = new Metadata();
    headers.put(HAS_LEADER, "true");
    if (credentials.isPresent()) {
      headers.put(TOKEN, token(member, credentials.get(), timeout));
    }
    return MetadataUtils.newAttachHeadersInterceptor(headers);
  }

  private String token(Member member, EtcdOptions.Credentials who, Duration timeout) {
    Optional<String> known = token;
    if (known.isPresent()) {
      return known.get();
    }
    var request =
        AuthenticateRequest.newBuilder().setName(who.user()).setPassword(who.password()).build();
    String fresh =
        AuthGrpc.newBlockingStub(member.channel())
            .withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS)
            .authenticate(request)
            .getToken();
    token = Optional.of(fresh);
    return fresh;
  }

  /** Whether there is a token that may be why a request was refused. */
  boolean mayHaveExpired() {
    return token.isPresent();
  }

  /** Logs in again before the next request. */
  void forget() {
    token = Optional.empty();
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }
}
