package io.dtabd.bench.soak;

import io.dtabd.bench.soak.HttpConnection.Answer;
import io.dtabd.bench.soak.Tally.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A small thing that is done to the server again and again. */
interface Errand {

  /**
   * @param connection to the HTTP interface
   */
  void run(HttpConnection connection, World world, Tally tally) throws IOException;

  /** Replaces, creates and deletes dtabs, with and without a version to compare. */
  Errand WRITE_TABLE =
      (connection, world, tally) -> {
        String namespace = world.namespace();
        String target = "/api/1/dtabs/" + namespace;
        String table = world.table(namespace);
        switch (world.random().nextInt(20)) {
          case 0 -> write(connection.call("DELETE", target, null, ""), tally, 204, 404);
          case 1 -> write(connection.call("POST", target, null, table), tally, 204, 409);
          case 2 -> {
            String old = "AAAAAAAAAAA=";
            write(connection.call("PUT", target, old, table), tally, 412, 404);
          }
          case 3, 4, 5, 6, 7 -> {
            Answer read = connection.get(target);
            check(read, target, tally, 200, 404);
            if (read.status() == 200) {
              @Nullable String version = read.version();
              write(connection.call("PUT", target, version, table), tally, 204, 412, 404);
            }
          }
          default -> write(connection.call("PUT", target, null, table), tally, 204);
        }
      };

  /** Asks something once. */
  Errand ASK_ONCE =
      (connection, world, tally) -> {
        String target = world.oneIn(8) ? world.delegation() : world.ask().target();
        // 404 for a dtab that was deleted, 500 for a path that loops.
        Answer answer = connection.get(target);
        check(answer, target, tally, 200, 404, 500);
        tally.count(answer.status() == 500 ? Event.ONE_SHOT_FAILURES : Event.ONE_SHOT_ANSWERS);
      };

  /**
   * Changes a file of addresses in each of the ways in which files are changed.
   *
   * @param folder that the namer watches
   * @param beside where a file is prepared before it replaces another; on the same disk
   */
  static Errand changeFile(Path folder, Path beside) {
    return (_, world, tally) -> {
      String name = world.file();
      Path file = folder.resolve(name);
      switch (world.random().nextInt(10)) {
        case 0, 1 -> Files.deleteIfExists(file);
        case 2, 3, 4 -> Files.writeString(file, world.addresses());
        default -> {
          Path prepared = Files.writeString(beside.resolve(name), world.addresses());
          Files.move(prepared, file, StandardCopyOption.ATOMIC_MOVE);
        }
      }
      tally.count(Event.FILES_CHANGED);
    };
  }

  private static void write(Answer answer, Tally tally, int... expected) {
    check(answer, "a write", tally, expected);
    tally.count(answer.status() == 204 ? Event.TABLES_WRITTEN : Event.WRITES_REFUSED);
  }

  private static void check(Answer answer, String what, Tally tally, int... expected) {
    boolean known = Arrays.stream(expected).anyMatch(status -> status == answer.status());
    if (!known || answer.body().startsWith("Internal error")) {
      tally.problem("%s was answered with %d %s".formatted(what, answer.status(), answer.body()));
    }
  }
}
