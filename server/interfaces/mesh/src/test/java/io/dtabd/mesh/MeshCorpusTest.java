package io.dtabd.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.testing.servers.RawGrpc;
import io.grpc.Status;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a request is, a method answers it or says what is wrong with it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MeshCorpusTest {

  private static final List<String> METHODS =
      List.of(
          "Interpreter/GetBoundTree",
          "Resolver/GetReplicas",
          "Delegator/GetDtab",
          "Delegator/GetDelegateTree",
          "Codec/ReadDtab",
          "Codec/ShowDtab",
          "Codec/ReadPath",
          "Codec/ShowPath");

  private static final List<Status.Code> ANSWERS =
      List.of(Status.Code.OK, Status.Code.INVALID_ARGUMENT, Status.Code.NOT_FOUND);

  private MeshFixture fixture;
  private RawGrpc client;

  @BeforeAll
  void open(@TempDir Path disco) {
    fixture = MeshFixture.of(disco, Map.of("internal", "/svc => /#/io.l5d.fs"));
    client = fixture.client();
  }

  @AfterAll
  void close() {
    client.close();
    fixture.close();
  }

  static List<Path> files() {
    return MeshDecoderFuzzTest.files();
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyMethodAnswersOrSaysWhatIsWrong(Path file) throws Exception {
    for (String method : METHODS) {
      Status status = client.call(method, MeshDecoderFuzzTest.bytesOf(file)).status();
      assertThat(status.getCode())
          .as("%s: %s", method, status.getDescription())
          .isIn(isLoop(status) ? List.of(Status.Code.INTERNAL) : ANSWERS);
    }
  }

  /** A dtab that leads back to itself is understood, and is not what dtabd did wrong. */
  private static boolean isLoop(Status status) {
    return String.valueOf(status.getDescription()).startsWith("Max recursion level");
  }
}
