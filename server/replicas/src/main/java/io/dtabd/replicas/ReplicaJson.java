package io.dtabd.replicas;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.dtabd.net.http.Body;
import io.dtabd.net.http.Response;

/** Responses in JSON, laid out for people. */
public final class ReplicaJson {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private ReplicaJson() {}

  public static Response.Full response(Object value) throws JsonProcessingException {
    return Response.of(
        200, "application/json;charset=UTF-8", Body.utf8(JSON.writeValueAsString(value) + "\n"));
  }
}
