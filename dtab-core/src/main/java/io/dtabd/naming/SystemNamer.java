package io.dtabd.naming;

import io.dtabd.dtab.DtabLint;
import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Path;
import io.dtabd.live.Live;
import io.dtabd.live.State;
import java.net.InetAddress;
import java.util.Optional;

/**
 * The namer of all that is below {@code /$}, which is always there: Internet hosts, the two ends
 * {@code /$/fail} and {@code /$/nil}, and the {@linkplain Utility utilities} that rewrite.
 */
public final class SystemNamer implements Namer {

  private static final Live<NameTree<Name>> NEG = Live.constant(State.ok(NameTree.neg()));
  private static final Live<NameTree<Name>> FAIL = Live.constant(State.ok(NameTree.fail()));
  private static final Live<NameTree<Name>> EMPTY = Live.constant(State.ok(NameTree.empty()));

  private final Hosts hosts;

  /**
   * @param hosts knows the addresses of host names
   */
  public SystemNamer(Hosts hosts) {
    this.hosts = hosts;
  }

  @Override
  public Live<NameTree<Name>> lookup(Path path) {
    if (path.size() < 2) {
      return NEG;
    }
    String kind = path.label(1).text();
    return switch (kind) {
      case "inet" -> inet(path);
      case "io.buoyant.rinet" -> rinet(path);
      case "fail" -> FAIL;
      case "nil" -> EMPTY;
      default -> utility(kind, path);
    };
  }

  @Override
  public DtabLint.End endOf(Path path) {
    if (path.size() < 2) {
      return DtabLint.End.ASKED;
    }
    String kind = path.label(1).text();
    return switch (kind) {
      case "inet" ->
          number(path, 3).isPresent() || number(path, 2).isPresent()
              ? DtabLint.End.BOUND
              : DtabLint.End.ASKED;
      case "nil" -> DtabLint.End.BOUND;
      case "io.buoyant.rinet", "fail" -> DtabLint.End.ASKED;
      default -> Utility.of(kind).isPresent() ? DtabLint.End.ASKED : DtabLint.End.UNKNOWN_NAMER;
    };
  }

  /** {@code /$/inet/HOST/PORT/rest}, or {@code /$/inet/PORT/rest} for this machine. */
  private Live<NameTree<Name>> inet(Path path) {
    Optional<Integer> second = number(path, 3);
    if (second.isPresent()) {
      return settled(path, 4, hosts.addr(path.label(2).text(), second.get()));
    }
    Optional<Integer> first = number(path, 2);
    if (first.isPresent()) {
      return settled(path, 3, Hosts.addr(InetAddress.getLoopbackAddress(), first.get()));
    }
    return failed(
        "%s has no port; write /$/inet/HOST/PORT, or /$/inet/PORT for this machine", path);
  }

  /** {@code /$/io.buoyant.rinet/PORT/HOST/rest}. */
  private Live<NameTree<Name>> rinet(Path path) {
    if (path.size() < 4) {
      return NEG;
    }
    Optional<Integer> port = number(path, 2);
    return port.isPresent()
        ? settled(path, 4, hosts.addr(path.label(3).text(), port.get()))
        : failed("%s has no port; write /$/io.buoyant.rinet/PORT/HOST", path);
  }

  private static Live<NameTree<Name>> utility(String kind, Path path) {
    Optional<Utility> utility = Utility.of(kind);
    if (utility.isEmpty()) {
      return failed("Unknown namer: " + kind.replace("%", "%%") + " for path: %s", path);
    }
    return utility
        .get()
        .rewrite(path.drop(2))
        .map(to -> Live.constant(State.ok(NameTree.<Name>leaf(new Name.Rewritten(to)))))
        .orElse(NEG);
  }

  private static Live<NameTree<Name>> settled(Path path, int idSize, Live<Addr> addr) {
    return Live.constant(
        State.ok(NameTree.leaf(new Name.Settled(path.take(idSize), path.drop(idSize), addr))));
  }

  private static Live<NameTree<Name>> failed(String format, Path path) {
    return Live.constant(State.failed(format.formatted(path.show())));
  }

  private static Optional<Integer> number(Path path, int index) {
    if (index >= path.size()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Integer.parseInt(path.label(index).text()));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
