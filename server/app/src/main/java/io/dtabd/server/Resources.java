package io.dtabd.server;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was opened, to be closed in the opposite order. */
final class Resources implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Resources.class);

  private record Resource(String name, AutoCloseable closeable) {}

  private final Deque<Resource> opened = new ArrayDeque<>();

  /**
   * @param name what the log calls it if it does not close
   * @return {@code resource}
   */
  <T extends AutoCloseable> T add(String name, T resource) {
    opened.push(new Resource(name, resource));
    return resource;
  }

  /** Closes all; one that fails does not keep the others open. */
  @Override
  public void close() {
    while (!opened.isEmpty()) {
      Resource resource = opened.pop();
      try {
        resource.closeable.close();
      } catch (Exception e) {
        log.warn("{} was not closed in good order", resource.name, e);
      }
    }
  }
}
