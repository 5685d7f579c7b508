package io.dtabd.mesh;

import io.dtabd.grpc.Answers;
import io.dtabd.grpc.Calls;
import io.dtabd.grpc.GrpcServer;
import io.dtabd.serving.Protocol;
import io.dtabd.serving.Questions;
import io.dtabd.serving.explain.Delegations;
import io.grpc.ServerServiceDefinition;
import java.time.Duration;
import java.util.List;

/**
 * The four services of namerd's mesh interface.
 *
 * @param answerLimit how long calls that are answered once wait for what is not known yet
 */
public record MeshServices(Questions questions, Delegations delegations, Duration answerLimit)
    implements GrpcServer.Services {

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
    var answers = new Answers(answerLimit);
    return List.of(
        new InterpreterService(questions, answers).define(calls),
        new ResolverService(questions, answers).define(calls),
        new DelegatorService(questions, delegations, answers).define(calls),
        new CodecService().define(calls));
  }
}
