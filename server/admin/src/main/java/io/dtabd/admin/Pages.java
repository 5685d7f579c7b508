package io.dtabd.admin;

import io.dtabd.live.State;
import io.dtabd.net.http.HttpProblem;
import io.dtabd.net.http.Request;
import io.dtabd.net.http.Response;
import io.dtabd.store.DtabStore;
import io.dtabd.store.Namespace;
import io.dtabd.store.VersionedDtab;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * The namespaces, and the dtab of one, for clients that read HTML and run no scripts; namerd has
 * pages at the same addresses.
 */
final class Pages {

  /** More rows would help nobody, and a page of them takes a browser a second. */
  static final int MAX_ROWS = 1_000;

  private final DtabStore store;
  private final ServerInfo info;
  private final List<Endpoint> linked;

  /**
   * @param linked addresses that can be followed, for the foot of each page
   */
  Pages(DtabStore store, ServerInfo info, List<Endpoint> linked) {
    this.store = store;
    this.info = info;
    this.linked = linked;
  }

  Response namespaces(Request request) {
    Html page = begin("Namespaces");
    switch (store.namespaces().now()) {
      case State.Ok<SortedSet<Namespace>>(var names) -> table(page, names);
      case State.Pending<SortedSet<Namespace>> _ ->
          notice(page, "The store has not answered yet. Reload to see whether it has.");
      case State.Failed<SortedSet<Namespace>>(var reason) ->
          notice(page, "The store cannot be read: " + reason);
    }
    return end(page);
  }

  /** 404 for a namespace that is not there. */
  int statusOfDtab(Request request) {
    return isAbsent(stateOf(request.pathParameter("ns"))) ? 404 : 200;
  }

  Response dtab(Request request) {
    String name = request.pathParameter("ns");
    Optional<State<Optional<VersionedDtab>>> state = stateOf(name);
    if (isAbsent(state)) {
      throw HttpProblem.notFound(
          "There is no namespace '%s'; / lists those there are".formatted(name));
    }
    Html page = begin(name);
    switch (state.orElseThrow()) {
      case State.Ok<Optional<VersionedDtab>>(var dtab) -> dtab(page, dtab.orElseThrow());
      case State.Pending<Optional<VersionedDtab>> _ ->
          notice(page, "The store has not answered yet. Reload to see whether it has.");
      case State.Failed<Optional<VersionedDtab>>(var reason) ->
          notice(page, "What the store holds is not a dtab: " + reason);
    }
    return end(page);
  }

  Response logging(SortedMap<String, String> levels) {
    Html page = begin("Log levels");
    page.markup("<p>To set one until the next start: <code>")
        .text("curl -X POST 'localhost:9991/logging.json?logger=NAME&level=LEVEL'")
        .markup("</code></p>\n<table>\n<thead><tr><th>Logger<th>Level</thead>\n<tbody>\n");
    levels.forEach(
        (logger, level) ->
            page.markup("<tr><td>").text(logger).markup("<td>").text(level).markup("\n"));
    page.markup("</tbody>\n</table>\n");
    return end(page);
  }

  private Optional<State<Optional<VersionedDtab>>> stateOf(String name) {
    return Namespace.isValid(name)
        ? Optional.of(store.dtab(new Namespace(name)).now())
        : Optional.empty();
  }

  private static boolean isAbsent(Optional<State<Optional<VersionedDtab>>> state) {
    return state.isEmpty()
        || (state.get() instanceof State.Ok<Optional<VersionedDtab>>(var dtab) && dtab.isEmpty());
  }

  private void table(Html page, SortedSet<Namespace> names) {
    if (names.isEmpty()) {
      page.markup("<p>There is none yet. Create one: ")
          .markup("<code>dtabd dtab create NAME FILE</code></p>\n");
      return;
    }
    page.markup("<table>\n<thead><tr><th>Namespace<th class=\"number\">Dentries<th>Version")
        .markup("</thead>\n<tbody>\n");
    names.stream().limit(MAX_ROWS).forEach(name -> row(page, name));
    page.markup("</tbody>\n</table>\n");
    if (names.size() > MAX_ROWS) {
      page.markup("<p class=\"soft\">And ")
          .text(Integer.toString(names.size() - MAX_ROWS))
          .markup(" more: <code>dtabd dtab list</code> shows all.</p>\n");
    }
  }

  private void row(Html page, Namespace name) {
    // A valid name needs no encoding in an address.
    page.markup("<tr><td><a href=\"/dtab/").text(name.name()).markup("\">").text(name.name());
    page.markup("</a>");
    switch (store.dtab(name).now()) {
      case State.Ok<Optional<VersionedDtab>>(var dtab) -> {
        page.markup("<td class=\"number\">")
            .text(dtab.map(it -> Integer.toString(it.dtab().dentries().size())).orElse(""))
            .markup("<td><code>")
            .text(dtab.map(it -> it.version().base64()).orElse(""))
            .markup("</code>");
      }
      case State.Pending<Optional<VersionedDtab>> _ ->
          page.markup("<td><td class=\"soft\">not read yet");
      case State.Failed<Optional<VersionedDtab>>(var reason) ->
          page.markup("<td><td>not a dtab: ").text(reason);
    }
    page.markup("\n");
  }

  private static void dtab(Html page, VersionedDtab dtab) {
    page.markup("<p class=\"soft\">Version <code>")
        .text(dtab.version().base64())
        .markup("</code>, ")
        .text(counted(dtab.dtab().dentries().size()))
        .markup("</p>\n<pre>")
        .text(dtab.dtab().text())
        .markup("</pre>\n");
  }

  private static String counted(int dentries) {
    return dentries == 1 ? "1 dentry" : dentries + " dentries";
  }

  private Html begin(String title) {
    Html page = new Html(title);
    page.markup("<header><a href=\"/\">dtabd</a><span>")
        .text(info.version())
        .markup("</span></header>\n<main>\n<h1>")
        .text(title)
        .markup("</h1>\n");
    store
        .staleSince()
        .ifPresent(
            since ->
                notice(
                    page,
                    "The store has not answered since %s. What is shown is the last known state."
                        .formatted(since.truncatedTo(ChronoUnit.SECONDS))));
    return page;
  }

  private static void notice(Html page, String text) {
    page.markup("<p class=\"notice\">").text(text).markup("</p>\n");
  }

  private Response end(Html page) {
    page.markup("</main>\n<footer>");
    for (Endpoint endpoint : linked) {
      page.markup("<a href=\"")
          .text(endpoint.route().template())
          .markup("\" title=\"")
          .text(endpoint.purpose())
          .markup("\">")
          .text(endpoint.route().template())
          .markup("</a> ");
    }
    page.markup("</footer>\n");
    return Response.html(200, page.page())
        .with("Vary", "Accept")
        .with("Content-Security-Policy", Html.CONTENT_SECURITY_POLICY)
        .with("X-Content-Type-Options", "nosniff")
        .with("Referrer-Policy", "no-referrer");
  }
}
