package io.dtabd.mesh;

import io.dtabd.dtab.Path;
import io.dtabd.grpc.Answers;
import io.dtabd.grpc.Calls;
import io.dtabd.grpc.Methods;
import io.dtabd.grpc.Opened;
import io.dtabd.live.State;
import io.dtabd.mesh.proto.Mesh;
import io.dtabd.naming.Addr;
import io.dtabd.serving.Await;
import io.dtabd.serving.Format;
import io.dtabd.serving.Questions;
import io.grpc.ServerServiceDefinition;
import io.grpc.StatusException;

/** Where bound ids are. That there is no id is told like any other failure to resolve one. */
final class ResolverService {

  private static final Format<Addr> REPLICAS =
      state -> State.ok(ReplicasEncoder.replicas(state).toByteArray());

  private static final Mesh.Replicas NO_ID = ReplicasEncoder.failed("No ID provided");

  private final Questions questions;
  private final Answers answers;

  ResolverService(Questions questions, Answers answers) {
    this.questions = questions;
    this.answers = answers;
  }

  ServerServiceDefinition define(Calls calls) {
    return new Methods(calls, Mesh.getDescriptor(), "Resolver")
        .once("GetReplicas", Mesh.ReplicasReq.parser(), this::get).stream(
                "StreamReplicas", Mesh.ReplicasReq.parser(), this::stream)
            .build();
  }

  private Mesh.Replicas get(Mesh.ReplicasReq request) throws StatusException, InterruptedException {
    Path id = id(request);
    return id.isEmpty()
        ? NO_ID
        : ReplicasEncoder.replicas(Await.settled(questions.addresses(id), answers.limit()));
  }

  private Opened stream(Mesh.ReplicasReq request) throws StatusException, InterruptedException {
    Path id = id(request);
    return id.isEmpty() ? new Opened.Once(NO_ID) : Opened.watch(questions.addresses(id), REPLICAS);
  }

  private static Path id(Mesh.ReplicasReq request) throws StatusException {
    MeshDecoder.checkKept(request);
    return MeshDecoder.path(request.getId(), "id");
  }
}
