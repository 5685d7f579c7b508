package io.dtabd.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Path;
import io.dtabd.dtab.Prefix;
import io.dtabd.dtab.Shift;

/** A step of a shift as a server is asked for it. */
record ShiftBody(Prefix prefix, Shift shift) {

  String json() {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("prefix", prefix.show());
    switch (shift) {
      case Shift.Percent(Path to, var percent) -> body.put("to", to.show()).put("percent", percent);
      case Shift.Finish(Path to) -> body.put("to", to.show()).put("step", "finish");
      case Shift.CleanUp(Path to) -> body.put("to", to.show()).put("step", "cleanUp");
      case Shift.Abort(var to, var old) -> {
        body.put("step", "abort");
        to.ifPresent(path -> body.put("to", path.show()));
        old.ifPresent(tree -> body.put("old", NameTree.text(tree)));
      }
      case Shift.Shares(var shares, var old) -> {
        ObjectNode each = body.putObject("shares");
        shares.forEach(share -> each.put(NameTree.text(share.destination()), share.percent()));
        old.ifPresent(tree -> body.put("old", NameTree.text(tree)));
      }
    }
    return body.toString();
  }
}
