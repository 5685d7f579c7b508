package io.dtabd.grpc;

import io.dtabd.grpc.GrpcMetrics.OfMethod;
import io.dtabd.grpc.GrpcMetrics.Refusal;
import io.dtabd.net.RefusalLog;
import io.dtabd.serving.Labels;
import io.dtabd.serving.Weights;
import io.dtabd.serving.memory.MemoryAccount;
import io.dtabd.serving.memory.MemoryBudget;
import io.grpc.Metadata;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts calls, those of methods that there are not and those that gRPC itself refuses included,
 * and what their requests take while they arrive and are not answered.
 */
final class CallTracing extends ServerStreamTracer.Factory {

  private final String ownPackage;
  private final Map<String, OfMethod> methods = new HashMap<>();
  private final OfMethod noMethod;
  private final RefusalLog<Refusal> refusals;
  private final Connections connections;
  private final LongSupplier nanoClock;

  /**
   * @param ownPackage left out of the names of methods, such as {@code io.linkerd.mesh.}
   */
  CallTracing(
      String ownPackage,
      List<ServerServiceDefinition> services,
      GrpcMetrics metrics,
      RefusalLog<Refusal> refusals,
      Connections connections,
      LongSupplier nanoClock) {
    this.ownPackage = ownPackage;
    for (ServerServiceDefinition service : services) {
      for (ServerMethodDefinition<?, ?> method : service.getMethods()) {
        String name = method.getMethodDescriptor().getFullMethodName();
        methods.put(name, metrics.ofMethod(withoutPackage(name)));
      }
    }
    noMethod = metrics.ofMethod(GrpcMetrics.NO_METHOD);
    this.refusals = refusals;
    this.connections = connections;
    this.nanoClock = nanoClock;
  }

  /** Only of our own methods: health and reflection have the same names in every server. */
  private String withoutPackage(String name) {
    return name.startsWith(ownPackage) ? name.substring(ownPackage.length()) : name;
  }

  @Override
  public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
    OfMethod known = methods.get(method);
    if (known == null) {
      refusals.add(Refusal.NO_SUCH_METHOD, null, null);
    }
    return new Tracer(known == null ? noMethod : known);
  }

  /** One call; there are as many as streams, so it is few fields. */
  private final class Tracer extends ServerStreamTracer {

    private final OfMethod method;
    private final long begun = nanoClock.getAsLong();
    private boolean requested;
    private boolean answered;

    /** Where {@code requestBytes} count. */
    private @Nullable MemoryAccount memory;

    private long wireBytes;
    private long requestBytes;

    Tracer(OfMethod method) {
      this.method = method;
      method.begun();
    }

    @Override
    public void serverCallStarted(ServerCallInfo<?, ?> call) {
      memory = connections.of(call.getAttributes()).map(Http2Connection::memory).orElse(null);
    }

    /** What this throws ends the call, with its status. */
    @Override
    public void inboundWireSize(long bytes) {
      if (memory != null && !answered) {
        wireBytes += bytes;
        long taken = wireBytes + Weights.bytesWhenRead(wireBytes) - requestBytes;
        Optional<MemoryBudget.Refusal> refusal = memory.take(taken);
        if (refusal.isPresent()) {
          refusals.add(Refusal.NO_MEMORY, null, null);
          throw GrpcErrors.noMemory(refusal.get()).asRuntimeException();
        }
        requestBytes += taken;
      }
    }

    private void requestIsOver() {
      if (memory != null) {
        memory.giveBack(requestBytes);
        memory = null;
      }
    }

    @Override
    public void inboundMessage(int number) {
      requested = true;
    }

    @Override
    public void outboundMessageSent(int number, long wireBytes, long bytes) {
      if (!answered) {
        answered = true;
        requestIsOver();
        method.answered("ok", duration());
      }
      method.sent(wireBytes);
    }

    @Override
    public void streamClosed(Status status) {
      requestIsOver();
      String code = Labels.of(status.getCode());
      if (!answered) {
        method.answered(code, duration());
      }
      // dtabd itself refuses only what it has read.
      if (status.getCode() == Status.Code.RESOURCE_EXHAUSTED && !requested) {
        refusals.add(Refusal.MESSAGE_TOO_LARGE, null, status.getDescription());
      }
      method.ended(code);
    }

    private Duration duration() {
      return Duration.ofNanos(nanoClock.getAsLong() - begun);
    }
  }
}
