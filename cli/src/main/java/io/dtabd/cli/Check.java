package io.dtabd.cli;

/** What the server is to do about a write that breaks something. */
enum Check {
  /** Not write it. */
  REFUSE("refuse"),
  /** Write it and tell. */
  WARN("warn");

  private final String value;

  Check(String value) {
    this.value = value;
  }

  /** The query of a request. */
  String query() {
    return "?check=" + value;
  }
}
