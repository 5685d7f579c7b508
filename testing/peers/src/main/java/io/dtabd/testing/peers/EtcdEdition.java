package io.dtabd.testing.peers;

import java.nio.file.Path;

/** Which etcd: both are in use, and they differ in what they do when something fails. */
public enum EtcdEdition {
  /** As old as Debian's. */
  DISTRIBUTION("etcd", "apt-get install etcd-server"),

  CURRENT("etcd-3.6", "scripts/etcd/build .build/bin, and put that folder on PATH");

  private final String command;
  private final String install;

  EtcdEdition(String command, String install) {
    this.command = command;
    this.install = install;
  }

  /** Where it is; the test is over if it is nowhere. */
  Path require() {
    return Peers.require(command, install);
  }
}
