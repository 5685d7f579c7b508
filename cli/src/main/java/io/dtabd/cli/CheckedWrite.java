package io.dtabd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A write that was done.
 *
 * @param version the new one; empty if the server does not tell, or it was a delete
 * @param isChecked whether the server looked at what it breaks
 * @param warnings what it found
 */
record CheckedWrite(Optional<String> version, boolean isChecked, List<String> warnings) {

  /** Told where the server is namerd, or a dtabd that does not know of checks. */
  static final String NOT_CHECKED =
      "nothing was checked: the server is namerd, or an older dtabd, and does not say what a write breaks";

  /** By a server that does not know of checks. */
  static CheckedWrite unchecked(Optional<String> version) {
    return unchecked(version, List.of());
  }

  /**
   * By a server that does not know of checks.
   *
   * @param warnings what was seen without it
   */
  static CheckedWrite unchecked(Optional<String> version, List<String> warnings) {
    return new CheckedWrite(version, false, warnings);
  }

  /**
   * @param response the server's, to a write that it has checked
   */
  static CheckedWrite of(Optional<String> version, JsonNode response) {
    var warnings = new ArrayList<String>();
    for (JsonNode finding : response.path("warnings")) {
      warnings.add(WriteFindings.text(finding));
    }
    return new CheckedWrite(version, true, warnings);
  }

  void tell(PrintWriter err) {
    if (!isChecked) {
      err.println("warning: " + NOT_CHECKED);
    }
    warnings.forEach(warning -> err.println("warning: " + warning));
  }
}
