package io.dtabd.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.dtabd.server.ProgramRun.Result;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dtabd dtab preview}, against a real server. */
class PreviewCommandTest {

  @TempDir Path dir;

  private HttpInterface server;

  @BeforeEach
  void start() throws Exception {
    server = HttpInterface.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Result run(String input, String... args) {
    return ProgramRun.in(dir).with("NAMERCTL_BASE_URL", server.url()).reading(input).run(args);
  }

  private Result preview(String input, String... more) {
    String[] args =
        Stream.concat(Stream.of("dtab", "preview", "ns", "-"), Stream.of(more))
            .toArray(String[]::new);
    return run(input, args);
  }

  @Test
  void changesForWatchersAreShownAsADtabWouldSayThem() throws Exception {
    run("/svc/world => /$/inet/1 ; /svc/users => /$/inet/3", "dtab", "create", "ns", "-");
    var request =
        HttpRequest.newBuilder(
                URI.create(server.url() + "/api/1/bind/ns?watch=true&path=/svc/world"))
            .build();
    try (var client = HttpClient.newHttpClient();
        Stream<String> watcher = client.send(request, BodyHandlers.ofLines()).body()) {
      Iterator<String> states = watcher.iterator();
      assertThat(states.next()).contains("/$/inet/1");
      Result result =
          preview(
              "/svc/world => 0.9 * /$/inet/1 & 0.1 * /$/inet/2 ; /svc/users => /$/inet/3",
              "--path",
              "/svc/users");
      assertThat(result.out())
          .startsWith(
              """
              /svc/users  (0 watchers)
                  /$/inet/3
              /svc/world  (1 watcher)
                - /$/inet/1
                + 0.9 * /$/inet/1 & 0.1 * /$/inet/2
              1 name would change, 0 watched names would not (compared with version \
              """);
      assertThat(result.status()).isOne();
    }
  }

  @Test
  void nothingThatChangesIsStatusZero() {
    run("/svc => /$/inet/1", "dtab", "create", "ns", "-");
    Result result = preview("# said otherwise\n/svc => /$/inet/1 ;", "--path", "/svc/world");
    assertThat(result.status()).as(result.out() + result.err()).isZero();
  }

  @Test
  void findingsAreShownLikeACompilers() {
    Result result = preview("/svc => /host ;\n/host => /svc ;\n/x => /nowhere");
    assertThat(result.out())
        .contains(
            "-:2: error: a name at /host comes back to it through lines 1, 2;",
            "    /host => /svc",
            "-:3: warning: no dentry matches /nowhere",
            "there is no namespace 'ns' yet");
    assertThat(result.status()).isOne();
  }

  @Test
  void warningsAloneAreStatusZero() {
    assertThat(preview("/x => /nowhere").status()).isZero();
  }

  @Test
  void whatIsNoDtabIsTroubleAndSaysWhere() {
    Result result = preview("/svc => ;");
    assertThat(result.status()).isEqualTo(255);
    assertThat(result.err()).contains("simple expected", "line 1, column 9");
  }

  @Test
  void jsonIsWhatTheServerSays() throws Exception {
    Result result = preview("/svc => /$/inet/1", "--path", "/svc", "--json");
    assertThat(new ObjectMapper().readTree(result.out()).get("differing").asInt()).isOne();
    assertThat(result.status()).isOne();
  }
}
