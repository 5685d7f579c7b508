package io.dtabd.bench.attack;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All there are, by the names of the command line. */
final class Attacks {

  private Attacks() {}

  static List<String> names() {
    return List.copyOf(on(new Target(0, 0, 0)).keySet());
  }

  static Map<String, Attack> on(Target target) {
    var attacks = new LinkedHashMap<String, Attack>();
    attacks.put("unread-responses", new UnreadResponses(target));
    attacks.put("stalled-streams", new StalledStreams(target));
    attacks.put("mesh-unread-calls", MeshUnread.calls(target));
    attacks.put("mesh-unread-streams", MeshUnread.streams(target));
    attacks.put("thriftmux-unread", new ThriftmuxUnread(target));
    attacks.put("local-dtabs", new LocalDtabs(target));
    attacks.put("fat-answers", new FatAnswers(target));
    attacks.put("rewriting", new Rewriting(target));
    attacks.put("partial-http", new PartialHttpBodies(target));
    attacks.put("partial-mesh", new PartialMeshMessages(target));
    attacks.put("partial-thriftmux", new PartialThriftmuxFrames(target));
    return attacks;
  }
}
