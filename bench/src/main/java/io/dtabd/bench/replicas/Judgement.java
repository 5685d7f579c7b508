package io.dtabd.bench.replicas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** Compares what clients and watchers were told with what etcd remembers. */
final class Judgement {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final SequencedMap<Long, Count> log;
  private final Ledger ledger;
  private final Map<String, Long> revisions = new HashMap<>();
  private int unknownDone;

  /**
   * @param log every write that was done, by revision
   */
  Judgement(SequencedMap<Long, Count> log, Ledger ledger) {
    this.log = log;
    this.ledger = ledger;
    historyIsOneLine();
    attemptsAreAsTheirAnswers();
    readsAreOfTheLine();
  }

  /** How many of those writes whose outcome nobody was told were done. */
  int unknownDone() {
    return unknownDone;
  }

  Count last() {
    return log.lastEntry().getValue();
  }

  private void historyIsOneLine() {
    long next = 0;
    for (Map.Entry<Long, Count> each : log.entrySet()) {
      if (each.getValue().number() != next) {
        ledger.fault("etcd has " + each.getValue() + " in the place of " + next);
      }
      if (revisions.put(each.getValue().attempt(), each.getKey()) != null) {
        ledger.fault(each.getValue() + " was done twice");
      }
      next++;
    }
  }

  private void attemptsAreAsTheirAnswers() {
    ledger.acknowledged.forEach(
        (attempt, revision) -> {
          if (!revision.equals(revisions.get(attempt))) {
            ledger.fault(
                "%s was acknowledged as revision %d, and etcd has it at %s"
                    .formatted(attempt, revision, revisions.get(attempt)));
          }
        });
    ledger.refused.stream()
        .filter(revisions::containsKey)
        .forEach(attempt -> ledger.fault(attempt + " was refused, and done"));
    unknownDone = (int) ledger.unknown.stream().filter(revisions::containsKey).count();
    long accounted = 1L + ledger.acknowledged.size() + unknownDone; // one created it
    if (accounted != log.size()) {
      ledger.fault("etcd has " + log.size() + " writes, of which clients know " + accounted);
    }
  }

  private void readsAreOfTheLine() {
    ledger.read.forEach(
        (revision, count) -> {
          if (!count.equals(log.get(revision))) {
            ledger.fault(
                "%s was read at revision %d, where etcd has %s"
                    .formatted(count, revision, log.get(revision)));
          }
        });
  }

  /** What a stream brought is in the line, in its order, and ends where the line ends. */
  void follower(Follower follower) {
    var all = new HashSet<>(log.values());
    follower.seen().stream()
        .filter(each -> !all.contains(each))
        .forEach(each -> ledger.fault("a stream had " + each + ", which etcd never had"));
    if (!follower.last().filter(last()::equals).isPresent()) {
      ledger.fault("a stream ended on " + follower.last() + ", and etcd on " + last());
    }
  }

  /**
   * @param json the answer to a request for the history
   */
  void history(String json) throws Exception {
    List<Long> newest = new ArrayList<>(log.sequencedKeySet().reversed());
    int i = 0;
    for (JsonNode each : JSON.readTree(json)) {
      long revision = Ledger.revision(each.path("version").asText());
      if (revision != newest.get(i)
          || !Count.read(each.path("dtab").asText()).equals(log.get(revision))) {
        ledger.fault("the history has %s at place %d".formatted(each, i));
      }
      i++;
    }
    if (i < Math.min(100, log.size())) {
      ledger.fault("the history has " + i + " versions");
    }
  }
}
