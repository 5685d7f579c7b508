package io.dtabd.bench.repeat;

import java.util.Optional;

/** What is repeated: a test class, or one of its methods. */
record Target(SourceFile source, Optional<String> method) {

  String name() {
    return source.className() + method.map(it -> "#" + it).orElse("");
  }

  /** Returns the name as a part of file names. */
  String fileName() {
    return name().replace('#', '.');
  }
}
