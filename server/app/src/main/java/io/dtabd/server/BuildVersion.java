package io.dtabd.server;

import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints, from the jar's manifest. */
final class BuildVersion implements IVersionProvider {

  @Override
  public String[] getVersion() {
    String version = BuildVersion.class.getPackage().getImplementationVersion();
    return new String[] {
      "dtabd " + (version == null ? "(not built into a jar)" : version), "Java " + Runtime.version()
    };
  }
}
