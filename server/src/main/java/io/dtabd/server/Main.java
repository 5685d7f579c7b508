package io.dtabd.server;

import io.dtabd.server.config.Config;
import java.nio.file.Path;

/** The program. */
public final class Main {

  private Main() {}

  public static void main(String[] args) throws Exception {
    serve(args.length == 0 ? Config.embedded(Path.of("")) : Config.read(Path.of(args[0])));
  }

  /** Serves until a signal, or the admin page, says stop. */
  private static void serve(Config config) throws StartException, InterruptedException {
    Dtabd dtabd = Dtabd.start(config);
    Runtime.getRuntime().addShutdownHook(new Thread(dtabd::close, "stop"));
    dtabd.awaitStop();
  }
}
