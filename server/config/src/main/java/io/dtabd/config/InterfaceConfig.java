package io.dtabd.config;

import java.util.Optional;

/** A listener that serves proxies and operators. */
public sealed interface InterfaceConfig {

  /** The {@code kind} that names it in a file. */
  String kind();

  Listener listener();

  /** The HTTP API. */
  record HttpController(Listener listener) implements InterfaceConfig {
    static final String KIND = "io.l5d.httpController";
    static final int DEFAULT_PORT = 4180;

    @Override
    public String kind() {
      return KIND;
    }
  }

  /**
   * The gRPC interpreter.
   *
   * @param connectionAge of a connection; empty: as old as it likes
   */
  record Mesh(Listener listener, Optional<ConnectionAge> connectionAge) implements InterfaceConfig {
    static final String KIND = "io.l5d.mesh";
    static final int DEFAULT_PORT = 4321;

    @Override
    public String kind() {
      return KIND;
    }
  }

  /** The thriftmux interpreter, by long polls. */
  record ThriftNameInterpreter(Listener listener) implements InterfaceConfig {
    static final String KIND = "io.l5d.thriftNameInterpreter";
    static final int DEFAULT_PORT = 4100;

    @Override
    public String kind() {
      return KIND;
    }
  }
}
