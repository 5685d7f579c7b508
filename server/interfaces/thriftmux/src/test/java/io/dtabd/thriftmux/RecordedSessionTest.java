package io.dtabd.thriftmux;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dtabd.testing.servers.RawMux;
import io.dtabd.testing.servers.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A session of Linkerd 1.7.5 with namerd 1.7.5, frame by frame: what namerd answered is what comes
 * back here. Stamps are ours; where the client repeats one of namerd's, it repeats ours instead.
 */
class RecordedSessionTest {

  private static final HexFormat HEX = HexFormat.of();

  private static final String BEFORE = "/svc/world => /#/io.l5d.fs/world-v1";
  private static final String SHIFTED =
      "/svc/world => 1 * /#/io.l5d.fs/world-v1 & 9 * /#/io.l5d.fs/world-v2";

  /** When traffic was shifted, in the recording's milliseconds. */
  private static final int SHIFT = 4_000;

  @TempDir private Path disco;
  private final Map<String, String> ours = new HashMap<>();

  @Test
  void everyFrameIsAnsweredAsNamerdDid() throws Exception {
    try (ThriftFixture fixture = ThriftFixture.of(disco, BEFORE);
        RawMux client = fixture.client()) {
      boolean isShifted = false;
      var discarded = new ArrayList<Integer>();
      for (JsonNode frame : recorded()) {
        if (!isShifted && frame.get("ms").asInt() > SHIFT) {
          isShifted = true;
          fixture.world().put("internal", SHIFTED);
        }
        if (frame.get("from").asText().equals("client")) {
          client.hex(withOurStamps(frame.get("frame").asText()));
        } else if (frame.get("type").asInt() == -RawMux.TDISCARDED) {
          discarded.add(frame.get("tag").asInt());
        } else {
          compare(frame, client.next());
        }
      }
      // Which of several is let go of first is nobody's business.
      var letGo = new ArrayList<Integer>();
      for (int i = 0; i < discarded.size(); i++) {
        RawMux.Frame next = client.next();
        assertThat(next.type()).isEqualTo(-RawMux.TDISCARDED);
        letGo.add(next.tag());
      }
      assertThat(letGo).containsExactlyInAnyOrderElementsOf(discarded);
      // The client's polls are over; what is left is the address that it looked at once.
      assertThat(fixture.world().watchers().count()).isZero();
    }
  }

  private void compare(JsonNode want, RawMux.Frame got) {
    byte[] frame = HEX.parseHex(want.get("frame").asText());
    int type = want.get("type").asInt();
    assertThat(got.type()).isEqualTo(type);
    assertThat(got.tag()).isEqualTo(want.get("tag").asInt());
    byte[] body = Arrays.copyOfRange(frame, 8, frame.length);
    if (type == -RawMux.TDISPATCH) {
      Wire.Message theirs = RawMux.Frame.of(type, got.tag(), body).message();
      Wire.Message answer = got.message();
      ours.put(hex(theirs.stamp()), hex(answer.stamp()));
      assertThat(answer.stamp()).hasSize(8);
      assertThat(withoutStamp(answer)).isEqualTo(withoutStamp(theirs));
    } else {
      assertThat(HEX.formatHex(got.body())).isEqualTo(HEX.formatHex(body));
    }
  }

  private static Wire.Message withoutStamp(Wire.Message answer) {
    ((Map<?, ?>) answer.at(0)).remove(1);
    return answer;
  }

  private String withOurStamps(String frame) {
    String changed = frame;
    for (Map.Entry<String, String> stamp : ours.entrySet()) {
      changed = changed.replace(stamp.getKey(), stamp.getValue());
    }
    return changed;
  }

  private static String hex(String bytes) {
    return HEX.formatHex(bytes.getBytes(ISO_8859_1));
  }

  private static List<JsonNode> recorded() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            RecordedSessionTest.class.getResourceAsStream("/recorded/thriftmux-session.jsonl"))) {
      return new ObjectMapper().readerFor(JsonNode.class).<JsonNode>readValues(in).readAll();
    }
  }
}
