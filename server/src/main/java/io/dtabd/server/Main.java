package io.dtabd.server;

import io.dtabd.server.config.Config;
import java.nio.file.Path;
import java.security.Security;

/** The program. */
public final class Main {

  /**
   * The JDK would keep the addresses of a host for 30 s; they are to follow DNS as fast as it is
   * asked.
   */
  private static final String HOST_CACHE_SECONDS = "5";

  private Main() {}

  public static void main(String[] args) throws Exception {
    Security.setProperty("networkaddress.cache.ttl", HOST_CACHE_SECONDS);
    serve(args.length == 0 ? Config.embedded(Path.of("")) : Config.read(Path.of(args[0])));
  }

  /** Serves until a signal, or the admin page, says stop. */
  private static void serve(Config config) throws StartException, InterruptedException {
    Dtabd dtabd = Dtabd.start(config);
    Runtime.getRuntime().addShutdownHook(new Thread(dtabd::close, "stop"));
    dtabd.awaitStop();
  }
}
