package io.dtabd.mesh;

import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Path;
import io.dtabd.grpc.Answers;
import io.dtabd.grpc.Calls;
import io.dtabd.grpc.GrpcErrors;
import io.dtabd.grpc.Methods;
import io.dtabd.grpc.Opened;
import io.dtabd.live.State;
import io.dtabd.mesh.proto.Mesh;
import io.dtabd.serving.Delegation;
import io.dtabd.serving.Delegations;
import io.dtabd.serving.Format;
import io.dtabd.serving.Questions;
import io.dtabd.serving.SharedAnswer;
import io.dtabd.store.Namespace;
import io.dtabd.store.VersionedDtab;
import io.grpc.ServerServiceDefinition;
import io.grpc.StatusException;
import java.util.Optional;

/** The dtabs, and how paths come to mean what they mean. */
final class DelegatorService {

  /** A stream of a dtab that is not there, or no more, ends. */
  private static final Format<Optional<VersionedDtab>> DTAB =
      state ->
          state instanceof State.Ok<Optional<VersionedDtab>>(var dtab) && dtab.isEmpty()
              ? State.failed("there is no such namespace")
              : state.map(dtab -> response(dtab.orElseThrow()).toByteArray());

  private final Questions questions;
  private final Delegations delegations;
  private final Answers answers;

  DelegatorService(Questions questions, Delegations delegations, Answers answers) {
    this.questions = questions;
    this.delegations = delegations;
    this.answers = answers;
  }

  ServerServiceDefinition define(Calls calls) {
    return new Methods(calls, Mesh.getDescriptor(), "Delegator")
        .once("GetDtab", Mesh.DtabReq.parser(), this::get).stream(
                "StreamDtab",
                Mesh.DtabReq.parser(),
                request -> Opened.watch(dtab(request), DTAB, GrpcErrors.noSuchNamespace()))
            .once("GetDelegateTree", Mesh.DelegateTreeReq.parser(), this::delegate)
            .once("StreamDelegateTree", Mesh.DelegateTreeReq.parser(), this::delegate)
            .build();
  }

  private SharedAnswer<Optional<VersionedDtab>> dtab(Mesh.DtabReq request) throws StatusException {
    return questions.dtab(MeshDecoder.namespace(request.hasRoot(), request.getRoot()));
  }

  private Mesh.DtabRsp get(Mesh.DtabReq request) throws StatusException, InterruptedException {
    Optional<VersionedDtab> found = answers.await(dtab(request));
    return response(found.orElseThrow(() -> GrpcErrors.noSuchNamespace().asException()));
  }

  private Mesh.DelegateTreeRsp delegate(Mesh.DelegateTreeReq request)
      throws StatusException, InterruptedException {
    Namespace namespace = MeshDecoder.namespace(request.hasRoot(), request.getRoot());
    if (!request.hasTree()) {
      throw GrpcErrors.noName();
    }
    NameTree<Path> asked = MeshDecoder.tree(request.getTree(), "tree");
    Dtab local = MeshDecoder.dtab(request.getDtab());
    try (Delegation tree = delegations.of(Optional.of(namespace), local, asked)) {
      return Mesh.DelegateTreeRsp.newBuilder()
          .setTree(DelegateTreeEncoder.tree(answers.await(tree)))
          .build();
    }
  }

  private static Mesh.DtabRsp response(VersionedDtab dtab) {
    return Mesh.DtabRsp.newBuilder().setDtab(MeshEncoder.versioned(dtab)).build();
  }
}
