package io.dtabd.admin;

import io.dtabd.admin.AccessRules.Kind;
import io.dtabd.config.AdminConfig;
import io.dtabd.config.Config;
import io.dtabd.live.Timer;
import io.dtabd.naming.Namers;
import io.dtabd.net.http.Handler;
import io.dtabd.net.http.HostNames;
import io.dtabd.net.http.Request;
import io.dtabd.net.http.Response;
import io.dtabd.net.http.Route;
import io.dtabd.net.http.Router;
import io.dtabd.replicas.Replicas;
import io.dtabd.serving.Propagation;
import io.dtabd.serving.Watchers;
import io.dtabd.store.DtabStore;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/** The addresses of the admin listener. */
public final class AdminApi {

  /** Where the page shows something; what, its script sees by the address. */
  private static final List<String> VIEWS =
      List.of("/explorer", "/shift", "/namers", "/watchers", "/health");

  private final Parts parts;
  private final AdminPage page;
  private final List<Endpoint> endpoints;

  /**
   * What the endpoints tell of.
   *
   * @param config in use; says where the Prometheus text is served, and what is not answered
   * @param api the addresses of the HTTP interface, which are here too, so that the page can use
   *     them
   * @param delegator how names are delegated, at the address that namerd has for its page
   * @param replicas tell of the watchers of all replicas
   * @param vitals of the process
   * @param shutdown stops the server gracefully; called in a thread of its own
   * @param timer for what open pages are told
   * @param work where that is put together
   */
  public record Parts(
      ServerInfo info,
      InstantSource clock,
      DtabStore store,
      Readiness readiness,
      Metrics metrics,
      LogLevels logLevels,
      Config config,
      Watchers watchers,
      Propagation propagation,
      Replicas replicas,
      Namers namers,
      RecentErrors recentErrors,
      Vitals vitals,
      List<Route> api,
      List<Route> delegator,
      Runnable shutdown,
      Timer timer,
      Executor work) {}

  private AdminApi(Parts parts, AdminPage page) {
    this.parts = parts;
    this.page = page;
    this.endpoints = endpoints();
  }

  /** Routes to every endpoint, guarded as the configuration says. */
  public static Router router(Parts parts) {
    AdminConfig config = parts.config.admin();
    var browsers = new BrowserRules(new HostNames(parts.config.hostNames()));
    var protection = new Protection(AccessRules.of(config.security()), browsers, config.readOnly());
    var page = new AdminPage(browsers.token(), config.readOnly());
    Router.Builder router = Router.builder();
    for (Endpoint endpoint : new AdminApi(parts, page).endpoints) {
      router.add(protection.of(endpoint));
    }
    return router.build();
  }

  private List<Endpoint> endpoints() {
    var all = new ArrayList<Endpoint>();
    all.add(Endpoint.get("admin.list", "/admin", Kind.DIAGNOSTICS, "this list", this::list));
    all.addAll(new ProcessEndpoints(parts).all());
    all.addAll(watching());
    all.addAll(insights());
    all.addAll(pages(List.copyOf(all)));
    parts.api.forEach(route -> all.add(mounted(route, "as on the HTTP interface")));
    for (Route route : parts.replicas.api()) {
      all.add(new Endpoint(route, Kind.DIAGNOSTICS, "what the other replicas ask"));
    }
    return List.copyOf(all);
  }

  private List<Endpoint> watching() {
    var overviews =
        new Overviews(
            parts.config.storage().kind(),
            parts.store,
            parts.propagation,
            new ChangeTimes(parts.store, parts.work),
            parts.clock);
    var events =
        new Events(
            () -> overviews.now(parts.replicas.audiences()),
            parts.timer,
            parts.work,
            System::nanoTime);
    return List.of(
        Endpoint.get(
            "admin.watchers",
            "/watchers.json",
            Kind.DIAGNOSTICS,
            "?namespace=NS&limit=N&after=ID&replicas=all who watches, and what they were sent",
            parts.replicas::watchers),
        Endpoint.get(
            "admin.propagation",
            "/propagation.json",
            Kind.DIAGNOSTICS,
            "?namespace=NS&version=V&accept=A&wait=5s whether a change has reached all watchers",
            parts.replicas::propagation),
        Endpoint.get(
            "admin.overview",
            "/api/1/overview",
            Kind.UI,
            "all namespaces at a glance",
            _ ->
                AdminJson.answer(
                    OverviewJson.whole(overviews.now(parts.replicas.awaitAudiences())))),
        Endpoint.get(
            "admin.events",
            "/api/1/events",
            Kind.UI,
            "the same, followed as it changes",
            events::open));
  }

  private List<Endpoint> insights() {
    var namers = new NamerStates(parts.config.namers(), parts.namers, parts.clock);
    var health = new Health(parts);
    var all = new ArrayList<Endpoint>();
    all.add(
        Endpoint.get(
            "admin.namers",
            "/api/1/namers",
            Kind.UI,
            "the namers and what they know",
            _ -> AdminJson.answer(namers.all())));
    all.add(
        Endpoint.get(
            "admin.namer",
            "/namer_state/{file*}",
            Kind.DIAGNOSTICS,
            "PREFIX.json the same of one",
            request -> AdminJson.bare(namers.one(request))));
    all.add(
        Endpoint.get(
            "admin.health",
            "/api/1/health",
            Kind.UI,
            "store, memory, event loops and the last errors",
            _ -> AdminJson.answer(health.now())));
    for (Route route : parts.delegator) {
      all.add(mounted(route, "?dtab=D&path=P how a name is delegated"));
    }
    return all;
  }

  /**
   * @param linked addresses that can be followed, for those who read HTML without scripts
   */
  private List<Endpoint> pages(List<Endpoint> linked) {
    var plain =
        new Pages(
            parts.store,
            parts.info,
            linked.stream().filter(it -> it.route().method().equals("GET")).toList());
    var all = new ArrayList<Endpoint>();
    all.add(
        Endpoint.get(
            "admin.namespaces",
            "/",
            Kind.UI,
            "the namespaces",
            forBrowsers(page::shell, plain::namespaces)));
    all.add(
        Endpoint.get(
            "admin.dtab",
            "/dtab/{ns}",
            Kind.UI,
            "the dtab of a namespace",
            forBrowsers(request -> page.shell(plain.statusOfDtab(request)), plain::dtab)));
    all.add(
        Endpoint.get(
            "admin.logging.page",
            "/logging",
            Kind.CONTROL,
            "the same as a page",
            _ -> plain.logging(parts.logLevels.levels())));
    for (String view : VIEWS) {
      all.add(Endpoint.get("admin.view", view, Kind.UI, "a view of the page", page::shell));
    }
    all.add(
        Endpoint.get("admin.file", "/ui/{hash}/{file*}", Kind.UI, "the page's files", page::asset));
    all.add(Endpoint.get("admin.icon", "/favicon.ico", Kind.UI, "the page's icon", page::icon));
    return all;
  }

  private static Handler forBrowsers(Handler page, Handler otherwise) {
    return request ->
        AdminPage.isWanted(request) ? page.handle(request) : otherwise.handle(request);
  }

  /** What the page uses to show something is of the page; what changes something is not. */
  private static Endpoint mounted(Route route, String purpose) {
    Kind kind =
        switch (route.effect()) {
          case READ -> Kind.UI;
          case WRITE, WRITE_OR_REHEARSAL, CONTROL -> Kind.CONTROL;
        };
    return new Endpoint(route, kind, purpose);
  }

  private Response list(Request request) {
    var text = new StringBuilder();
    for (Endpoint endpoint : endpoints) {
      text.append(
          "%-6s %-28s %s%n"
              .formatted(
                  endpoint.route().method(), endpoint.route().template(), endpoint.purpose()));
    }
    return Response.text(200, text.toString());
  }
}
