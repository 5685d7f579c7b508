package io.dtabd.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dtabd.net.http.Response;
import io.dtabd.serving.preview.WriteCheck;
import io.dtabd.serving.preview.WriteFinding;
import io.dtabd.store.Namespace;
import java.util.List;
import org.junit.jupiter.api.Test;

class WriteJsonTest {

  /** A reason may be a namer's, in as many lines as it likes; a terminal shows it. */
  @Test
  void whatANamerSaysIsShownOnOneLine() throws Exception {
    var subject =
        new WriteFinding.Subject(
            "/svc/world", 1, "cannot be bound: a\nb", "cannot be bound: \u0007");
    var report =
        new WriteCheck.Report(
            List.of(new WriteFinding.Breaks(subject, "it cannot be bound: one\ntwo")), 0);
    Response.Full refused = WriteJson.refused(new Namespace("internal"), report, _ -> {});

    JsonNode json = new ObjectMapper().readTree(refused.body().text());
    assertThat(json.get("error").asText())
        .isEqualTo(
            "Refused, and nothing was written to internal: it cannot be bound: one two."
                + " To write it anyway, send check=warn");
    JsonNode finding = json.at("/refused/0");
    assertThat(finding.get("reason").asText()).isEqualTo("it cannot be bound: one two");
    assertThat(finding.get("before").asText()).isEqualTo("cannot be bound: a b");
    assertThat(finding.get("after").asText()).isEqualTo("cannot be bound:  ");
  }
}
