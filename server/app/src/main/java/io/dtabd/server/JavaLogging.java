package io.dtabd.server;

import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** What gRPC and protobuf write to {@code java.util.logging}. */
final class JavaLogging {

  private JavaLogging() {}

  /** Its lines become ours, in one format and with levels that the same file sets. */
  static void joinOurs() {
    LoggerFactory.getILoggerFactory(); // the file takes away what was there before
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
  }
}
