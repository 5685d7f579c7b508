package io.dtabd.naming;

import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Path;
import io.dtabd.live.Derived;
import io.dtabd.live.ManualTimer;
import io.dtabd.live.State;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;

/** Asks what names mean, in the thread of the test. */
final class Asking {

  static final Duration SETTLE = Duration.ofSeconds(1);

  private Asking() {}

  static Derived.Setting setting(ManualTimer timer) {
    return new Derived.Setting(Runnable::run, timer, Duration.ofMinutes(1), SETTLE);
  }

  static <T> State<T> now(Derived.Computation<T> computation) {
    return new Derived<>(setting(new ManualTimer()), computation).now();
  }

  /** Knows no host names, so that nothing leaves the machine. */
  static Hosts noHosts() {
    var timer = new ManualTimer();
    return new Hosts(Asking::unknown, Runnable::run, timer, timer, Hosts.Pace.DEFAULT);
  }

  private static InetAddress[] unknown(String host) throws UnknownHostException {
    throw new UnknownHostException(host);
  }

  static Namers systemOnly() {
    return new Namers(Map.of(), new SystemNamer(noHosts()));
  }

  static State<NameTree<BoundName>> bind(Namers namers, String dtab, String path) {
    return now(reads -> new Interpreter(namers).bind(Dtab.read(dtab), Path.read(path), reads));
  }

  static State<NameTree<BoundName>> bind(String dtab, String path) {
    return bind(systemOnly(), dtab, path);
  }
}
