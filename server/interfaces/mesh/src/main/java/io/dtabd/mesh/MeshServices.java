package io.dtabd.mesh;

import io.dtabd.grpc.Answers;
import io.dtabd.grpc.Calls;
import io.dtabd.grpc.GrpcServer;
import io.dtabd.serving.Protocol;
import io.dtabd.serving.Questions;
import io.dtabd.serving.Serving;
import io.grpc.ServerServiceDefinition;
import java.util.List;

/** The four services of namerd's mesh interface. */
record MeshServices(Serving serving) implements GrpcServer.Services {

  @Override
  public String packageName() {
    return "io.linkerd.mesh.";
  }

  @Override
  public Protocol protocol() {
    return Protocol.MESH;
  }

  @Override
  public List<ServerServiceDefinition> define(Calls calls) {
    Questions questions = serving.questions();
    var answers = new Answers(serving.answerLimit());
    return List.of(
        new InterpreterService(questions, answers).define(calls),
        new ResolverService(questions, answers).define(calls),
        new DelegatorService(questions, serving.delegations(), answers).define(calls),
        new CodecService().define(calls));
  }
}
