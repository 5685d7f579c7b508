package io.dtabd.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dtabd.net.http.Response;
import io.dtabd.replicas.ReplicaJson;

/** Answers in JSON. */
final class AdminJson {

  private static final ObjectMapper JSON = new ObjectMapper();

  private AdminJson() {}

  /** Laid out for people. */
  static Response.Full answer(Object value) throws JsonProcessingException {
    return ReplicaJson.response(value);
  }

  /** With the bare type that namerd gives some of its addresses. */
  static Response.Full bare(Object value) throws JsonProcessingException {
    return Response.json(200, JSON.writeValueAsBytes(value));
  }
}
