package io.dtabd.api;

import io.dtabd.net.SeldomLine;
import io.dtabd.net.http.Excerpt;
import io.dtabd.net.http.Request;
import io.dtabd.net.http.Response;
import io.dtabd.store.Namespace;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of writes that were done and may not be what was meant: the client, and the log. */
final class DoubtfulWrites {

  /** Of a write that was done. */
  static final String HEADER = "dtabd-warning";

  private static final Logger log = LoggerFactory.getLogger(DoubtfulWrites.class);

  private final SeldomLine line;

  DoubtfulWrites(LongSupplier nanoClock) {
    this.line = new SeldomLine(nanoClock);
  }

  /**
   * @param response to the write, whichever way it ended
   */
  Response tell(Request request, Namespace namespace, SentDtab sent, Response response) {
    if (sent.warning().isEmpty() || response.status() >= 300) {
      return response;
    }
    String warning = sent.warning().get();
    line.write(
        others ->
            log.warn(
                "{} was written by {}: {}{}",
                namespace,
                Excerpt.of(RequestAuthor.of(request)),
                warning,
                SeldomLine.more(others)));
    return response.with(HEADER, warning);
  }
}
