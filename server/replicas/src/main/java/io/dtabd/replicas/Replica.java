package io.dtabd.replicas;

import java.util.Optional;

/**
 * A replica, as people are told of it.
 *
 * @param name the host's if it is known, else the address
 * @param address of its admin port, as this replica asks it; empty for this replica
 */
record Replica(String name, Optional<String> address) {

  static Replica self(Identity identity) {
    return new Replica(identity.name(), Optional.empty());
  }

  boolean isSelf() {
    return address.isEmpty();
  }
}
