package io.dtabd.naming.k8s;

import java.util.Optional;
import java.util.regex.Pattern;

/** What a path says of the port: its name, or the number at which the service is reached. */
sealed interface PortLabel {

  boolean isOf(KubernetesService.Port port);

  record Named(String name) implements PortLabel {
    @Override
    public boolean isOf(KubernetesService.Port port) {
      return port.name().equals(name);
    }
  }

  record Numbered(int number) implements PortLabel {
    @Override
    public boolean isOf(KubernetesService.Port port) {
      return port.number() == number;
    }
  }

  /** Names have at least one letter, so none looks like a number. */
  Pattern NAME = Pattern.compile("(?=.*[a-z])[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

  Pattern NUMBER = Pattern.compile("\\d{1,5}");

  int MAX_NUMBER = 0xffff;

  /** Empty if no port can be called that. */
  static Optional<PortLabel> of(String text) {
    if (NUMBER.matcher(text).matches()) {
      int number = Integer.parseInt(text);
      return number <= MAX_NUMBER ? Optional.of(new Numbered(number)) : Optional.empty();
    }
    return NAME.matcher(text).matches() ? Optional.of(new Named(text)) : Optional.empty();
  }
}
