package io.dtabd.config;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Finds the address of a name; a literal address needs no lookup. */
@FunctionalInterface
interface HostLookup {

  HostLookup SYSTEM = InetAddress::getByName;

  InetAddress find(String host) throws UnknownHostException;
}
