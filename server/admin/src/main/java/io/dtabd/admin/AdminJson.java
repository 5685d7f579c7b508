package io.dtabd.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.dtabd.net.http.Body;
import io.dtabd.net.http.Response;

/** Answers in JSON, laid out for people. */
final class AdminJson {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private AdminJson() {}

  static Response.Full answer(Object value) throws JsonProcessingException {
    return Response.of(
        200, "application/json;charset=UTF-8", Body.utf8(JSON.writeValueAsString(value) + "\n"));
  }

  /** With the bare type that namerd gives some of its addresses. */
  static Response.Full bare(Object value) throws JsonProcessingException {
    return Response.json(200, JSON.writeValueAsBytes(value));
  }
}
