package io.dtabd.mesh;

import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Path;
import io.dtabd.grpc.Answers;
import io.dtabd.grpc.Calls;
import io.dtabd.grpc.GrpcErrors;
import io.dtabd.grpc.Methods;
import io.dtabd.grpc.Opened;
import io.dtabd.mesh.proto.Mesh;
import io.dtabd.naming.BoundName;
import io.dtabd.serving.Format;
import io.dtabd.serving.Questions;
import io.dtabd.serving.SharedAnswer;
import io.dtabd.store.Namespace;
import io.grpc.ServerServiceDefinition;
import io.grpc.StatusException;

/** What paths mean. */
final class InterpreterService {

  private static final Format<NameTree<BoundName>> TREE = new BoundTreeFormat();

  private final Questions questions;
  private final Answers answers;

  InterpreterService(Questions questions, Answers answers) {
    this.questions = questions;
    this.answers = answers;
  }

  ServerServiceDefinition define(Calls calls) {
    return new Methods(calls, Mesh.getDescriptor(), "Interpreter")
            .once(
                "GetBoundTree",
                Mesh.BindReq.parser(),
                request -> BoundTreeFormat.response(answers.await(bound(request))))
            .stream(
                "StreamBoundTree",
                Mesh.BindReq.parser(),
                request -> Opened.watch(bound(request), TREE))
            .build();
  }

  private SharedAnswer<NameTree<BoundName>> bound(Mesh.BindReq request) throws StatusException {
    MeshDecoder.checkKept(request);
    Namespace namespace = MeshDecoder.namespace(request.hasRoot(), request.getRoot());
    Path name = MeshDecoder.path(request.getName(), "name");
    if (name.isEmpty()) {
      throw GrpcErrors.noName();
    }
    return questions.bind(namespace, name, MeshDecoder.dtab(request.getDtab()));
  }
}
