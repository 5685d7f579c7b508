package io.dtabd.bench.request;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.List;
import java.util.stream.IntStream;

/** What is asked; each has an answer that does not change while it is asked. */
enum Question {
  GET("GET dtab", 1) {
    @Override
    byte[] request(String namespace, int number) {
      return get("/api/1/dtabs/" + namespace);
    }
  },
  BIND("bind", 1) {
    @Override
    byte[] request(String namespace, int number) {
      return get("/api/1/bind/" + namespace + "?path=/svc/world");
    }
  },
  /** More names than a server would have ready; their answers differ in the name alone. */
  BIND_NEW("bind, a new name each time", 50_000) {
    @Override
    byte[] request(String namespace, int number) {
      return get("/api/1/bind/%s?path=/svc/world/n%05d".formatted(namespace, number));
    }
  },
  RESOLVE("resolve", 1) {
    @Override
    byte[] request(String namespace, int number) {
      return get("/api/1/resolve/" + namespace + "?path=/svc/world");
    }
  },
  DELEGATE("delegate", 1) {
    @Override
    byte[] request(String namespace, int number) {
      return get("/api/1/delegate/" + namespace + "?path=/svc/world");
    }
  },
  ADDR("addr", 1) {
    @Override
    byte[] request(String namespace, int number) {
      return get("/api/1/addr/" + namespace + "?path=/$/inet/127.0.0.1/7001");
    }
  },
  /** Without comparing, so that all connections can write the one table. */
  PUT("PUT dtab", 1_000) {
    @Override
    byte[] request(String namespace, int number) {
      String table = DTAB + "/number => /n/" + number + " ;\n";
      return "PUT /api/1/dtabs/%s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/dtab\r\nContent-Length: %d\r\n\r\n%s"
          .formatted(namespace, table.length(), table)
          .getBytes(US_ASCII);
    }
  };

  /** An ordinary deploy: a failover, of which one side is shared by two versions. */
  static final String DTAB =
      """
      /host => /$/inet/127.0.0.1 ;
      /svc => /host/7001 ;
      /svc/world => 0.9 * /host/7001 & 0.1 * /host/7002 | /host/7003 ;
      """;

  private final String title;
  private final int variants;

  Question(String title, int variants) {
    this.title = title;
    this.variants = variants;
  }

  String title() {
    return title;
  }

  /** All the different requests, to be sent in turn. */
  List<byte[]> requests(String namespace) {
    return IntStream.range(0, variants).mapToObj(i -> request(namespace, i)).toList();
  }

  abstract byte[] request(String namespace, int number);

  static byte[] get(String target) {
    return "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n".formatted(target).getBytes(US_ASCII);
  }
}
