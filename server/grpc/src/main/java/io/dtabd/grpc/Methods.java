package io.dtabd.grpc;

import com.google.protobuf.Descriptors;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.StatusException;
import io.grpc.protobuf.ProtoServiceDescriptorSupplier;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The methods of one service, by the names that the proto file gives them. gRPC's generated stubs
 * are not used, since with them every stream would encode its own messages.
 */
public final class Methods {

  /** Requests are bytes to gRPC, so that the handler can say what is wrong with them. */
  private static final Marshaller<byte[]> BYTES = Bytes.AS_THEY_ARE;

  /** A method that answers once. */
  public interface Answering<Q> {
    MessageLite answer(Q request) throws StatusException, InterruptedException;
  }

  /** A method that answers again and again. */
  public interface Opening<Q> {
    Opened open(Q request) throws StatusException, InterruptedException;
  }

  private final Calls calls;
  private final Descriptors.ServiceDescriptor service;
  private final List<ServerMethodDefinition<byte[], Payload>> methods = new ArrayList<>();

  /**
   * @param file where the service is defined
   * @param service its name there, without the package
   */
  public Methods(Calls calls, Descriptors.FileDescriptor file, String service) {
    this.calls = calls;
    this.service =
        Objects.requireNonNull(
            file.findServiceByName(service), () -> service + " is not in " + file.getName());
  }

  /** A method that answers once, also where the proto file has a stream of one. */
  public <Q extends MessageLite> Methods once(
      String name, Parser<Q> requests, Answering<Q> answering) {
    return add(name, calls.once(bytes -> answering.answer(message(requests, bytes))));
  }

  public <Q extends MessageLite> Methods stream(
      String name, Parser<Q> requests, Opening<Q> opening) {
    return add(name, calls.stream(bytes -> opening.open(message(requests, bytes))));
  }

  /**
   * The message that a request is.
   *
   * @throws StatusException {@code INVALID_ARGUMENT} if it is not one; protobuf itself bounds how
   *     deep messages nest, at 100
   */
  public static <M extends MessageLite> M message(Parser<M> parser, byte[] bytes)
      throws StatusException {
    try {
      return parser.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw GrpcErrors.invalid("The message is not what this method takes: " + e.getMessage());
    }
  }

  private Methods add(String name, ServerCallHandler<byte[], Payload> handler) {
    boolean streams = service.findMethodByName(name).isServerStreaming();
    methods.add(
        ServerMethodDefinition.create(
            MethodDescriptor.<byte[], Payload>newBuilder()
                .setType(streams ? MethodType.SERVER_STREAMING : MethodType.UNARY)
                .setFullMethodName(
                    MethodDescriptor.generateFullMethodName(service.getFullName(), name))
                .setRequestMarshaller(BYTES)
                .setResponseMarshaller(Payload.MARSHALLER)
                .build(),
            handler));
    return this;
  }

  public ServerServiceDefinition build() {
    var descriptor =
        ServiceDescriptor.newBuilder(service.getFullName())
            .setSchemaDescriptor(new Schema(service));
    methods.forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
    var definition = ServerServiceDefinition.builder(descriptor.build());
    methods.forEach(definition::addMethod);
    return definition.build();
  }

  /** What reflection tells of the service. */
  private record Schema(Descriptors.ServiceDescriptor service)
      implements ProtoServiceDescriptorSupplier {

    @Override
    public Descriptors.ServiceDescriptor getServiceDescriptor() {
      return service;
    }

    @Override
    public Descriptors.FileDescriptor getFileDescriptor() {
      return service.getFile();
    }
  }
}
