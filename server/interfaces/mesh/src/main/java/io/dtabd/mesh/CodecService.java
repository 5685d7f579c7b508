package io.dtabd.mesh;

import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.DtabSyntaxException;
import io.dtabd.dtab.Path;
import io.dtabd.grpc.Calls;
import io.dtabd.grpc.GrpcErrors;
import io.dtabd.grpc.Methods;
import io.dtabd.mesh.proto.Mesh;
import io.grpc.ServerServiceDefinition;
import io.grpc.StatusException;

/** The written forms of dtabs and paths. */
final class CodecService {

  ServerServiceDefinition define(Calls calls) {
    return new Methods(calls, Mesh.getDescriptor(), "Codec")
        .once("ReadDtab", Mesh.ReadDtabReq.parser(), CodecService::readDtab)
        .once("ShowDtab", Mesh.ShowDtabReq.parser(), CodecService::showDtab)
        .once("ReadPath", Mesh.ReadPathReq.parser(), CodecService::readPath)
        .once("ShowPath", Mesh.ShowPathReq.parser(), CodecService::showPath)
        .build();
  }

  private static Mesh.ReadDtabRsp readDtab(Mesh.ReadDtabReq request) throws StatusException {
    try {
      return Mesh.ReadDtabRsp.newBuilder()
          .setDtab(MeshEncoder.dtab(Dtab.read(request.getText())))
          .build();
    } catch (DtabSyntaxException e) {
      throw GrpcErrors.invalid(e);
    }
  }

  /** No text is the empty path here, as Finagle reads it. */
  private static Mesh.ReadPathRsp readPath(Mesh.ReadPathReq request) throws StatusException {
    String text = request.getText();
    try {
      Path path = text.isEmpty() ? Path.EMPTY : Path.read(text);
      return Mesh.ReadPathRsp.newBuilder().setPath(MeshEncoder.path(path)).build();
    } catch (DtabSyntaxException e) {
      throw GrpcErrors.invalid(e);
    }
  }

  /** Nothing to show is shown as nothing; so below. */
  private static Mesh.ShowDtabRsp showDtab(Mesh.ShowDtabReq request) throws StatusException {
    var response = Mesh.ShowDtabRsp.newBuilder();
    if (request.hasDtab()) {
      response.setText(MeshDecoder.dtab(request.getDtab()).show());
    }
    return response.build();
  }

  private static Mesh.ShowPathRsp showPath(Mesh.ShowPathReq request) throws StatusException {
    var response = Mesh.ShowPathRsp.newBuilder();
    if (request.hasPath()) {
      response.setText(MeshDecoder.path(request.getPath(), "path").show());
    }
    return response.build();
  }
}
