package io.dtabd.config;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/**
 * The bounds that protect the server from its callers: the key {@code io.dtabd.limits}. Bytes and
 * counts are at least 1, times positive.
 *
 * @param maxRequestLineBytes method, target and version of an HTTP request
 * @param maxHeaderBytes all header fields of an HTTP request together
 * @param maxBodyBytes the body of an HTTP request, or one gRPC or thrift message
 * @param maxConnections open at once, for each listener
 * @param maxConcurrentRequests answered at once, for each listener; streams do not count
 * @param maxPipelinedRequests of one HTTP connection, read ahead of their answers
 * @param idleTimeout how long a connection may stay open without a request or a stream on it
 * @param requestTimeout how long the arrival of one whole request may take
 * @param streamStallTimeout how long a stream's client may take nothing of what waits for it
 * @param watchLinger how long an answered question is kept live for the next poll
 * @param settleTime how long a union waits for a branch that is still pending
 * @param maxIdleQuestions kept live though nobody watches them; the least recently used go first
 * @param maxBytesPerAddress what may be kept for all connections from one address; {@link
 *     #UNBOUNDED} for as much as there is, empty for half of that
 * @param sharedAddresses addresses that many clients have in common, for which that does not hold
 */
public record Limits(
    int maxRequestLineBytes,
    int maxHeaderBytes,
    int maxBodyBytes,
    int maxConnections,
    int maxConcurrentRequests,
    int maxPipelinedRequests,
    Duration idleTimeout,
    Duration requestTimeout,
    Duration streamStallTimeout,
    Duration watchLinger,
    Duration settleTime,
    int maxIdleQuestions,
    OptionalLong maxBytesPerAddress,
    List<Network> sharedAddresses) {

  /** The value {@code off}. */
  public static final long UNBOUNDED = Long.MAX_VALUE;

  /** A long path and a long local dtab in the query still fit; a megabyte of them does not. */
  static final int MAX_REQUEST_LINE_BYTES = 64 * 1024;

  /** Tracing headers and overrides take a few KiB; this leaves room for proxies that add theirs. */
  static final int MAX_HEADER_BYTES = 64 * 1024;

  /** About 50,000 dentries of ordinary length. */
  static final int MAX_BODY_BYTES = 4 * 1024 * 1024;

  /** 100,000 watchers, and room for the rest. The process's limit on open files comes on top. */
  static final int MAX_CONNECTIONS = 110_000;

  /** Answers take microseconds, so more than this at once means that something behind is stuck. */
  static final int MAX_CONCURRENT_REQUESTS = 4_096;

  /** Hardly any client pipelines; one that does gains nothing from more. */
  static final int MAX_PIPELINED_REQUESTS = 16;

  /** Longer than proxies' polling intervals, so that a poller keeps its connection. */
  static final Duration IDLE_TIMEOUT = Duration.ofMinutes(10);

  /** A 4 MiB body over a slow office line. */
  static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);

  /** A stop-the-world pause or a short partition must not cost a proxy its stream. */
  static final Duration STREAM_STALL_TIMEOUT = Duration.ofSeconds(60);

  /** Linkerd forgets an idle name after 10 minutes too. */
  static final Duration WATCH_LINGER = Duration.ofMinutes(10);

  /** A lookup answers in milliseconds, or its source is in trouble. */
  static final Duration SETTLE_TIME = Duration.ofSeconds(1);

  /** A few KiB each: some tens of MiB at worst. */
  static final int MAX_IDLE_QUESTIONS = 10_000;

  public static final Limits DEFAULT =
      new Limits(
          MAX_REQUEST_LINE_BYTES,
          MAX_HEADER_BYTES,
          MAX_BODY_BYTES,
          MAX_CONNECTIONS,
          MAX_CONCURRENT_REQUESTS,
          MAX_PIPELINED_REQUESTS,
          IDLE_TIMEOUT,
          REQUEST_TIMEOUT,
          STREAM_STALL_TIMEOUT,
          WATCH_LINGER,
          SETTLE_TIME,
          MAX_IDLE_QUESTIONS,
          OptionalLong.empty(),
          List.of());

  public Limits {
    sharedAddresses = List.copyOf(sharedAddresses);
  }
}
