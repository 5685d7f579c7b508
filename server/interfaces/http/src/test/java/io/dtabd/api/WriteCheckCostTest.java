package io.dtabd.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.api.PlainClient.Answer;
import io.dtabd.dtab.Dtab;
import io.dtabd.serving.Protocol;
import io.dtabd.serving.Question;
import io.dtabd.serving.preview.WriteCheck;
import io.dtabd.store.Namespace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What a check costs a PUT. The log has the times, and what else the machine was doing. */
class WriteCheckCostTest {

  private static final Namespace INTERNAL = new Namespace("internal");
  private static final int ROUNDS = 11;
  private static final int WARM_UP = 10;
  private static final int SERVICES = 50;

  /** For the write itself and for a machine that is busy with other things. */
  private static final Duration SLACK = Duration.ofSeconds(30);

  @TempDir Path disco;

  private ApiServer server;
  private PlainClient client;

  @BeforeEach
  void start() throws Exception {
    for (int i = 0; i < SERVICES; i++) {
      Files.writeString(disco.resolve("s" + i), "127.0.0.1 " + (7000 + i) + "\n");
    }
    server = ApiServer.asRecorded(disco);
    client = server.client();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** Every name goes elsewhere, to a service with addresses. */
  private static String table(int round) {
    var table = new StringBuilder("/srv => /#/io.l5d.fs ;\n/svc => /host ;\n");
    for (int i = 0; i < SERVICES; i++) {
      table.append(
          "/host/s%d => 9 * /srv/s%d & /srv/s%d ;\n"
              .formatted(i, i, (i + 1 + round % 2) % SERVICES));
    }
    return table.toString();
  }

  @ParameterizedTest(name = "of {0} names")
  @ValueSource(ints = {42, 10_000})
  void aCheckKeepsToItsTime(int names) throws Exception {
    server.store().put(INTERNAL, Dtab.read(table(1)));
    for (int i = 0; i < names; i++) {
      server
          .world()
          .watchers()
          .open(
              Protocol.HTTP,
              server.address(),
              new Question.Bind(
                  INTERNAL, io.dtabd.dtab.Path.of("svc", "s" + i % SERVICES, "r" + i), Dtab.EMPTY));
    }
    double plain = median("");
    double checked = median("?check=refuse");
    LoggerFactory.getLogger(WriteCheckCostTest.class)
        .warn(
            "A PUT that changes {} watched names: {} ms, with check=refuse {} ms (load {})",
            names,
            plain,
            checked,
            Files.readString(Path.of("/proc/loadavg")).strip());
    assertThat(checked).isLessThan((double) WriteCheck.MAX_TIME.plus(SLACK).toMillis());
  }

  /** In milliseconds. */
  private double median(String query) throws Exception {
    var times = new double[ROUNDS];
    for (int round = 0; round < WARM_UP + ROUNDS; round++) {
      long start = System.nanoTime();
      Answer answer =
          client.call(
              "PUT",
              "/api/1/dtabs/internal" + query,
              Map.of("Content-Type", "application/dtab"),
              table(round));
      double took = (System.nanoTime() - start) / 1e6;
      assertThat(answer.status()).as(answer.body()).isBetween(200, 204);
      if (round >= WARM_UP) {
        times[round - WARM_UP] = took;
      }
    }
    Arrays.sort(times);
    return times[ROUNDS / 2];
  }
}
