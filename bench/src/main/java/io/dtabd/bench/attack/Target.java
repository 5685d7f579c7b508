package io.dtabd.bench.attack;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/** The ports of the server that is attacked. */
record Target(int http, int mesh, int thrift) {

  InetSocketAddress httpAddress() {
    return at(http);
  }

  InetSocketAddress meshAddress() {
    return at(mesh);
  }

  InetSocketAddress thriftAddress() {
    return at(thrift);
  }

  static InetSocketAddress at(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }
}
