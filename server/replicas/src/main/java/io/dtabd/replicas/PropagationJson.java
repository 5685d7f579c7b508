package io.dtabd.replicas;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dtabd.serving.Arrival;
import io.dtabd.serving.Coverage;
import io.dtabd.serving.Labels;
import io.dtabd.serving.Propagation.Progress;
import java.util.Map;

/** How far a version has come, as JSON. */
final class PropagationJson {

  private PropagationJson() {}

  static ObjectNode of(Arrivals.Report report) {
    Progress here = report.here();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("namespace", here.namespace().name());
    json.put("version", WatcherJson.version(here.version()));
    json.put("seen", WatcherJson.text(here.version().seen()));
    json.put("arrived", report.arrived());
    json.put("accept", Labels.of(report.accept()));
    json.put("scope", Coverage.scope(report.isOfAll()));
    states(report.states(), json.putObject("states"));
    var replicas = json.putArray("replicas");
    report.replicas().forEach(replica -> replicas.add(of(replica)));
    json.put("complete", here.isComplete());
    json.put("reached", here.reached());
    json.put("acknowledged", here.acknowledged());
    json.put("waiting", here.waiting());
    here.slowest().ifPresent(slowest -> json.set("slowest", WatcherJson.of(slowest)));
    return json;
  }

  static void states(Map<Arrival, Integer> states, ObjectNode to) {
    for (Arrival each : Arrival.values()) {
      to.put(Labels.of(each), states.getOrDefault(each, 0));
    }
  }

  private static ObjectNode of(ReplicaReport report) {
    ObjectNode json = of(report.replica());
    switch (report) {
      case ReplicaReport.Answered answered -> {
        json.put("state", "answered");
        json.put("arrived", answered.arrived());
        json.put("missing", answered.missing());
        states(answered.states(), json.putObject("states"));
      }
      case ReplicaReport.Behind behind -> {
        json.put("state", "behind").put("reason", behind.reason());
        json.put("arrived", false);
        json.put("missing", behind.watchers());
        states(behind.states(), json.putObject("states"));
      }
      case ReplicaReport.Silent silent ->
          json.put("state", "silent").put("reason", silent.reason()).put("arrived", false);
    }
    return json;
  }

  static ObjectNode of(Replica replica) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("name", replica.name());
    replica.address().ifPresent(address -> json.put("address", address));
    json.put("self", replica.isSelf());
    return json;
  }
}
