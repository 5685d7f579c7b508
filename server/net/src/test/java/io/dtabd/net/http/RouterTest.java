package io.dtabd.net.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import java.net.InetSocketAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RouterTest {

  private static final Handler NOTHING = _ -> Response.noContent();

  private final Router router =
      Router.builder()
          .get("list", "/api/dtabs", NOTHING)
          .get("list", "/api/dtabs/", NOTHING)
          .get("fixed", "/api/dtabs/all", NOTHING)
          .get("get", "/api/dtabs/{ns}", NOTHING)
          .put("put", "/api/dtabs/{ns}", NOTHING)
          .get("root", "/", NOTHING)
          .get("file", "/ui/{hash}/{file*}", NOTHING)
          .build();

  private Router.Match match(String method, String target) {
    var address = new InetSocketAddress(0);
    var anywhere = new Peer(address, address, Optional.empty());
    return router.match(Request.of(method, target, Headers.NONE, Body.EMPTY, anywhere));
  }

  @Test
  void routesSayWhatTheyMayChangeAndAPostChangesUnlessItSaysNot() {
    Handler none = _ -> Response.noContent();
    Router router =
        Router.builder()
            .get("get", "/a", none)
            .post("create", "/a", none)
            .put("put", "/a", none)
            .delete("delete", "/a", none)
            .post("ask", "/b", Effect.READ, none)
            .post("stop", "/c", Effect.CONTROL, none)
            .build();

    assertThat(router.routes())
        .extracting(route -> route.name() + " " + route.effect())
        .containsExactly(
            "get READ", "create WRITE", "put WRITE", "delete WRITE", "ask READ", "stop CONTROL");
  }

  @Test
  void templateNamesItsSegments() {
    Router.Match match = match("PUT", "/api/dtabs/a%2Fb");

    assertThat(match.route().name()).isEqualTo("put");
    assertThat(match.request().pathParameter("ns")).isEqualTo("a/b");
  }

  @Test
  void openTemplateTakesEverythingBelow() {
    assertThat(match("GET", "/ui/h/a/b.js").request().pathParameter("file")).isEqualTo("a/b.js");
    assertThat(match("GET", "/ui/h/a").request().pathParameter("file")).isEqualTo("a");
    assertThatThrownBy(() -> match("GET", "/ui/h")).isInstanceOf(HttpProblem.class);
    assertThatThrownBy(() -> match("GET", "/ui/h/")).isInstanceOf(HttpProblem.class);
    assertThatThrownBy(() -> match("GET", "/ui/h/a//b")).isInstanceOf(HttpProblem.class);
  }

  @Test
  void routesCanBeListed() {
    assertThat(router.routes())
        .extracting(Route::method, Route::template)
        .contains(tuple("PUT", "/api/dtabs/{ns}"), tuple("GET", "/"));
  }

  @Test
  void firstTemplateThatMatchesWins() {
    assertThat(match("GET", "/api/dtabs/all").route().name()).isEqualTo("fixed");
    assertThat(match("PUT", "/api/dtabs/all").route().name()).isEqualTo("put");
  }

  @Test
  void emptySegmentIsNoName() {
    assertThat(match("GET", "/api/dtabs/").route().name()).isEqualTo("list");
  }

  @Test
  void rootIsRouted() {
    assertThat(match("GET", "/").route().name()).isEqualTo("root");
  }

  @Test
  void headIsAnsweredByTheHandlerOfGet() {
    assertThat(match("HEAD", "/api/dtabs").route().name()).isEqualTo("list");
  }

  @Test
  void unknownPathIsNotFound() {
    var problem = catchThrowableOfType(HttpProblem.class, () -> match("GET", "/api/other"));
    assertThat(problem.status()).isEqualTo(404);
    assertThat(problem.text()).isEqualTo("There is nothing at /api/other");
  }

  @Test
  void unknownMethodIsToldThoseOfAllTemplatesThatMatch() {
    var problem = catchThrowableOfType(HttpProblem.class, () -> match("POST", "/api/dtabs/all"));
    assertThat(problem.status()).isEqualTo(405);
    assertThat(problem.headers().first("allow")).isEqualTo("GET, HEAD, PUT");
  }

  @Test
  void sameMethodTwiceIsTheProgrammersError() {
    assertThatThrownBy(() -> Router.builder().get("a", "/x", NOTHING).get("b", "/x", NOTHING))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("GET /x is there already");
  }
}
