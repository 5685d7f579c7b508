package io.dtabd.bench.suite;

import io.dtabd.bench.suite.Scenario.Reach;
import io.dtabd.bench.suite.Scenario.Step;
import java.util.List;

/** All there are. */
final class Scenarios {

  static final List<Scenario> ALL =
      List.of(
          new Scenario(
              "requests",
              "how many requests of each kind a second, and how soon each is answered",
              "Netty answering the same bytes",
              Reach.ANY_SERVER,
              List.of(
                  Step.of(
                      "request.RequestHarness",
                      "",
                      "--warm-up 2 --rounds 1 --seconds 1 --steady 2"))),
          new Scenario(
              "table",
              "what binding and writing cost as the table grows",
              "the same with 10 dentries",
              Reach.ANY_SERVER,
              List.of(Step.of("request.TableHarness", "", "--seconds 1 --puts 3"))),
          new Scenario(
              "http",
              "how soon the last of many watchers over HTTP has a change; memory of each",
              "Netty writing the same bytes to as many",
              Reach.ANY_SERVER,
              List.of(Step.of("load.LoadHarness", "", "--watchers 3000 --shifts 5 --idle 2"))),
          new Scenario(
              "mesh",
              "the same over gRPC, many streams on each connection",
              "grpc-java writing the same bytes to as many",
              Reach.OWN_SERVER,
              List.of(Step.of("load.MeshLoadHarness", "", "--streams 5000 --shifts 5 --idle 2"))),
          new Scenario(
              "thriftmux",
              "the same over thriftmux, many long polls on each connection",
              "Netty that parks polls and answers them with the same bytes",
              Reach.OWN_SERVER,
              List.of(Step.of("load.PollHarness", "", "--polls 5000 --shifts 5 --idle 2"))),
          new Scenario(
              "crowd",
              "100,000 watchers over gRPC, and as many over HTTP as ulimit -n allows",
              "as with fewer",
              Reach.OWN_SERVER,
              List.of(
                  Step.of(
                      "load.MeshLoadHarness",
                      "--streams 100000 --paths 10000 --shifts 10",
                      "--streams 20000 --paths 10000 --shifts 3 --idle 2"),
                  Step.of(
                      "load.LoadHarness",
                      "--watchers 100000 --paths 500 --shifts 10 --idle 30",
                      "--watchers 10000 --paths 500 --shifts 3 --idle 2"))),
          new Scenario(
              "restart",
              "how soon watchers of each kind are current again when the server is restarted",
              "none: what clients wait before they ask again, 5 s or 100 ms",
              Reach.OWN_SERVER,
              List.of(
                  Step.of("restart.Restart", "", "--watchers 50 --backoff 200"),
                  Step.of("restart.Restart", "--backoff 100", "--watchers 50 --backoff 100"))),
          new Scenario(
              "stores",
              "how many writes a second each store takes",
              "the same writes without the store",
              Reach.OWN_SERVER,
              List.of(Step.of("store.StoreHarness", "", "--rounds 1 --seconds 1"))),
          new Scenario(
              "start",
              "from the start to the first answer, and resident memory",
              "a JVM with the same options that starts a bare HTTP server of Netty",
              Reach.OWN_SERVER,
              List.of(Step.of("start.StartHarness", "", "--runs 3 --watchers 3000"))),
          new Scenario(
              "attack",
              "whether attackers slow others down, fill the memory, or leave a watcher behind",
              "the neighbours alone, whose times may be up to three times as long",
              Reach.OWN_SERVER,
              List.of(
                  Step.of(
                      "attack.AttackHarness",
                      "",
                      "--heap 128 --seconds 20 --alone 10 --afterwards 10"))));

  private Scenarios() {}
}
