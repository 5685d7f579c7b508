package io.dtabd.config;

/** A text that must not show in logs, errors or {@code /config.json}. */
public record Secret(String value) {

  static final String MASK = "********";

  @Override
  public String toString() {
    return MASK;
  }
}
