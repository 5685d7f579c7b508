package io.dtabd.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dtabd.cli.Environment;
import io.dtabd.config.Config;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.Security;
import java.util.Optional;

/** The program. */
public final class Main {

  /**
   * The JDK would keep the addresses of a host for 30 s; they are to follow DNS as fast as it is
   * asked.
   */
  private static final String HOST_CACHE_SECONDS = "5";

  /** A host that could not be found may be there at the next look; the JDK waits for 10 s. */
  private static final String FAILED_HOST_CACHE_SECONDS = "1";

  private Main() {}

  public static void main(String[] args) {
    var environment =
        new Environment(
            name -> Optional.ofNullable(System.getenv(name)),
            Path.of(""),
            System.in,
            isTerminal(),
            writer(FileDescriptor.out),
            writer(FileDescriptor.err));
    System.exit(Commands.execute(environment, Main::serve, args));
  }

  /** Whether standard input is a terminal, wherever the output goes. */
  private static boolean isTerminal() {
    try {
      String input = Path.of("/dev/stdin").toRealPath().toString();
      return input.startsWith("/dev/pts/") || input.startsWith("/dev/tty");
    } catch (IOException e) {
      // Where that is not to be found out, nobody is asked, and what breaks something is refused.
      return false;
    }
  }

  /** Serves until a signal, or the admin page, says stop. */
  private static void serve(Config config) throws StartException, InterruptedException {
    Security.setProperty("networkaddress.cache.ttl", HOST_CACHE_SECONDS);
    Security.setProperty("networkaddress.cache.negative.ttl", FAILED_HOST_CACHE_SECONDS);
    JavaLogging.joinOurs();
    CollectorWatchdog.start();
    Dtabd dtabd = Dtabd.start(config);
    Runtime.getRuntime().addShutdownHook(new Thread(dtabd::close, "stop"));
    dtabd.awaitStop();
  }

  /** Always UTF-8, as dtabs are: a locale of ASCII would print their comments as question marks. */
  private static PrintWriter writer(FileDescriptor to) {
    return new PrintWriter(new OutputStreamWriter(new FileOutputStream(to), UTF_8), true);
  }
}
