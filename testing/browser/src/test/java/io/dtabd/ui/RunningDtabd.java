package io.dtabd.ui;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.config.Config;
import io.dtabd.config.ConfigException;
import io.dtabd.server.Dtabd;
import io.dtabd.server.StartException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;

/** The whole server with a folder of its own, and clients of it that are no browser. */
final class RunningDtabd implements AutoCloseable {

  private static final String SOURCE = "application/vnd.dtabd.source";

  private final HttpClient client = HttpClient.newHttpClient();
  private final Path folder;
  private final Dtabd dtabd;

  RunningDtabd(Path folder) throws Exception {
    this(folder, "");
  }

  /**
   * @param admin more keys of the configuration's admin part, such as {@code ", io.dtabd.readOnly:
   *     true"}
   */
  RunningDtabd(Path folder, String admin) throws IOException, ConfigException, StartException {
    this(folder, admin, "");
  }

  /**
   * @param more lines of the configuration
   */
  RunningDtabd(Path folder, String admin, String more)
      throws IOException, ConfigException, StartException {
    this.folder = folder;
    for (String name : new String[] {"world-v1", "world-v2", "web"}) {
      service(name, "127.0.0.1 8080\n");
    }
    String yaml =
        """
        admin: {port: 0%s}
        storage: {kind: io.dtabd.file, dir: '%s'}
        namers: [{kind: io.l5d.fs, rootDir: '%s'}]
        interfaces: [{kind: io.l5d.httpController, port: 0}]
        %s
        """
            .formatted(admin, folder.resolve("data"), folder.resolve("disco"), more);
    dtabd = Dtabd.start(Config.read("test", new ByteArrayInputStream(yaml.getBytes(UTF_8))));
  }

  /** A name that the file namer knows. */
  void service(String name, String addresses) throws IOException {
    Files.writeString(Files.createDirectories(folder.resolve("disco")).resolve(name), addresses);
  }

  String page(String path) {
    return url("admin") + path;
  }

  String controller() {
    return url("io.l5d.httpController");
  }

  private String url(String listener) {
    return "http://127.0.0.1:" + dtabd.address(listener).orElseThrow().getPort();
  }

  /** Writes a table as any client does. */
  void put(String namespace, String dtab) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        dtab(namespace)
            .header("Content-Type", "application/dtab")
            .PUT(BodyPublishers.ofString(dtab));
    assertThat(client.send(request.build(), BodyHandlers.ofString()).statusCode()).isEqualTo(204);
  }

  /** The table as it was written; empty when there is none. */
  String table(String namespace) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        client.send(dtab(namespace).header("Accept", SOURCE).build(), BodyHandlers.ofString());
    return answer.statusCode() == 200 ? answer.body() : "";
  }

  private HttpRequest.Builder dtab(String namespace) {
    return HttpRequest.newBuilder(URI.create(controller() + "/api/1/dtabs/" + namespace));
  }

  /** A proxy that follows what a name is bound to. */
  Watcher watch(String namespace, String path) {
    return new Watcher(
        client,
        URI.create("%s/api/1/bind/%s?path=%s&watch=true".formatted(controller(), namespace, path)));
  }

  @Override
  public void close() {
    dtabd.close();
    client.close();
  }
}
