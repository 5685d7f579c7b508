package io.dtabd.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Path;
import io.dtabd.grpc.Methods;
import io.dtabd.mesh.proto.Mesh;
import io.grpc.Status;
import io.grpc.StatusException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever the bytes, a request says something or is refused with a reason of bounded length. Bytes
 * that once did otherwise belong into {@code fuzz/mesh}.
 */
class MeshDecoderFuzzTest {

  private static final int MUTANTS = 20_000;

  @ParameterizedTest
  @MethodSource("files")
  void theKeptCorpusIsUnderstoodOrRefused(java.nio.file.Path file) {
    isUnderstoodOrRefused(bytesOf(file));
  }

  @Test
  void anEditedCorpusIsUnderstoodOrRefused() {
    List<byte[]> corpus = files().stream().map(MeshDecoderFuzzTest::bytesOf).toList();
    long first = Long.getLong("dtabd.seed", System.nanoTime());
    for (long seed = first; seed < first + MUTANTS; seed++) {
      var random = new SplittableRandom(seed);
      byte[] bytes = corpus.get(random.nextInt(corpus.size()));
      for (int edits = random.nextInt(1, 5); edits > 0; edits--) {
        bytes = edited(bytes, random);
      }
      try {
        isUnderstoodOrRefused(bytes);
      } catch (AssertionError | RuntimeException | StackOverflowError e) {
        throw new AssertionError(
            "again with -Ddtabd.seed=%d, or %s".formatted(seed, HexFormat.of().formatHex(bytes)),
            e);
      }
    }
  }

  @Test
  void seedsAreUnderstood() throws Exception {
    byte[] bind = bytesOf(file("seed-bind.hex"));
    Mesh.BindReq request = Methods.message(Mesh.BindReq.parser(), bind);

    assertThat(MeshDecoder.namespace(request.hasRoot(), request.getRoot()).name())
        .isEqualTo("internal");
    assertThat(MeshDecoder.path(request.getName(), "name")).isEqualTo(Path.read("/svc/world"));
    assertThat(MeshDecoder.dtab(request.getDtab()))
        .isEqualTo(Dtab.read("/svc => 1 * /a & 9.5 * (/b | !) ; /*/\\xff\\x00 => ~"));
  }

  private static void isUnderstoodOrRefused(byte[] bytes) {
    decode(
        Mesh.BindReq.parser(),
        bytes,
        request -> {
          MeshDecoder.namespace(request.hasRoot(), request.getRoot());
          MeshDecoder.path(request.getName(), "name");
        });
    decode(Mesh.BindReq.parser(), bytes, request -> readsBack(request.getDtab()));
    decode(Mesh.DelegateTreeReq.parser(), bytes, request -> readsBack(request.getTree()));
    decode(Mesh.ReplicasReq.parser(), bytes, request -> MeshDecoder.path(request.getId(), "id"));
    decode(Mesh.ShowDtabReq.parser(), bytes, request -> readsBack(request.getDtab()));
    decode(Mesh.ReadDtabReq.parser(), bytes, text -> assertThat(text.getText()).isNotNull());
  }

  private static void readsBack(Mesh.Dtab message) throws StatusException {
    Dtab dtab = MeshDecoder.dtab(message);
    assertThat(MeshDecoder.dtab(MeshEncoder.dtab(dtab))).isEqualTo(dtab);
    assertThat(Dtab.read(dtab.text()).show()).isEqualTo(dtab.show());
  }

  private static void readsBack(Mesh.PathNameTree message) throws StatusException {
    NameTree<Path> tree = MeshDecoder.tree(message, "tree");
    assertThat(tree).isEqualTo(MeshDecoder.tree(message, "tree"));
  }

  private interface Use<M> {
    void of(M message) throws StatusException;
  }

  private static <M extends MessageLite> void decode(Parser<M> parser, byte[] bytes, Use<M> use) {
    try {
      use.of(Methods.message(parser, bytes));
    } catch (StatusException e) {
      assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
      assertThat(e.getStatus().getDescription()).isNotBlank().hasSizeLessThan(1_100);
    }
  }

  private static byte[] edited(byte[] bytes, SplittableRandom random) {
    int at = random.nextInt(bytes.length + 1);
    int end = Math.min(bytes.length, at + random.nextInt(8));
    byte[] head = Arrays.copyOf(bytes, at);
    byte[] tail = Arrays.copyOfRange(bytes, end, bytes.length);
    return switch (random.nextInt(4)) {
      case 0 -> joined(head, tail);
      case 1 -> joined(head, Arrays.copyOfRange(bytes, at, end), joined(bytes, tail));
      case 2 -> joined(head, new byte[] {(byte) random.nextInt(256)}, tail);
      default -> {
        var noise = new byte[random.nextInt(1, 12)];
        random.nextBytes(noise);
        yield joined(head, noise, tail);
      }
    };
  }

  private static byte[] joined(byte[]... parts) {
    var all = new byte[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  static List<java.nio.file.Path> files() {
    try (Stream<java.nio.file.Path> files = Files.list(file(""))) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new AssertionError("cannot list the corpus", e);
    }
  }

  private static java.nio.file.Path file(String name) {
    try {
      return java.nio.file.Path.of(MeshDecoderFuzzTest.class.getResource("/fuzz/mesh").toURI())
          .resolve(name);
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** Files are hexadecimal, on as many lines as it takes. */
  static byte[] bytesOf(java.nio.file.Path file) {
    try {
      return HexFormat.of().parseHex(Files.readString(file).replaceAll("\\s", ""));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
