package io.dtabd.config;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Writes a configuration as a file would say it. Reading it again gives an equal one, but for the
 * secrets.
 */
final class ConfigJson {

  private ConfigJson() {}

  static ObjectNode of(Config config) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    admin(config.admin(), json.putObject("admin"));
    storage(config.storage(), json.putObject("storage"));
    var namers = json.putArray("namers");
    config.namers().forEach(namer -> namer(namer, namers.addObject()));
    var interfaces = json.putArray("interfaces");
    for (InterfaceConfig each : config.interfaces()) {
      ObjectNode to = interfaces.addObject().put("kind", each.kind());
      listener(each.listener(), to);
      if (each instanceof InterfaceConfig.Mesh(var _, var age)) {
        age.ifPresent(of -> connectionAge(of, to));
      }
    }
    var telemetry = json.putArray("telemetry");
    config.telemetry().forEach(telemeter -> telemeter(telemeter, telemetry.addObject()));
    limits(config.limits(), json.putObject("io.dtabd.limits"));
    config.peers().ifPresent(peers -> peers(peers, json.putObject(PeersReader.KEY)));
    texts(ConfigReader.HOSTS, config.hosts(), json);
    return json;
  }

  private static void admin(AdminConfig admin, ObjectNode to) {
    listener(admin.listener(), to);
    to.put("shutdownGraceMs", admin.shutdownGrace().toMillis());
    admin.workerThreads().ifPresent(threads -> to.put("workerThreads", threads));
    AdminConfig.Security security = admin.security();
    ObjectNode json =
        to.putObject("security")
            .put("uiEnabled", security.uiEnabled())
            .put("controlEnabled", security.controlEnabled())
            .put("diagnosticsEnabled", security.diagnosticsEnabled());
    texts("pathWhitelist", security.pathWhitelist(), json);
    texts("pathBlacklist", security.pathBlacklist(), json);
    to.put("io.dtabd.readOnly", admin.readOnly());
    texts(ConfigReader.HOSTS, admin.hosts(), to);
  }

  private static void storage(StorageConfig storage, ObjectNode to) {
    to.put("kind", storage.kind());
    switch (storage) {
      case StorageConfig.InMemory(var namespaces) -> {
        ObjectNode json = to.putObject("namespaces");
        namespaces.forEach((name, dtab) -> json.put(name.name(), dtab.text()));
      }
      case StorageConfig.File(Path dir, int retain) ->
          to.put("dir", dir.toString()).put("retain", retain);
      case StorageConfig.Etcd(var endpoints, var pathPrefix, var tls, var credentials) -> {
        texts("endpoints", endpoints, to);
        to.put("pathPrefix", pathPrefix);
        clientTls(tls, to);
        credentials.ifPresent(
            who -> to.put("user", who.user()).put("password", who.password().toString()));
      }
      case StorageConfig.Kubernetes(var api, var namespace) -> {
        kubernetes(api, to);
        to.put("namespace", namespace);
      }
    }
  }

  private static void namer(NamerConfig namer, ObjectNode to) {
    to.put("kind", namer.kind()).put("prefix", namer.prefix().show());
    switch (namer) {
      case NamerConfig.Fs fs -> to.put("rootDir", fs.rootDir().toString());
      case NamerConfig.Rewrite rewrite ->
          to.put("pattern", rewrite.pattern()).put("name", rewrite.name());
      case NamerConfig.Kubernetes(var _, var api, var labelSelector) -> {
        kubernetes(api, to);
        labelSelector.ifPresent(label -> to.put("labelSelector", label));
      }
      case NamerConfig.KubernetesNamespace(var _, var api, var labelSelector, var envVar) -> {
        kubernetes(api, to);
        labelSelector.ifPresent(label -> to.put("labelSelector", label));
        to.put("envVar", envVar);
      }
      case NamerConfig.KubernetesExternal(var _, var api, var labelSelector) -> {
        to.put("experimental", true);
        kubernetes(api, to);
        labelSelector.ifPresent(label -> to.put("labelSelector", label));
      }
    }
  }

  private static void telemeter(TelemeterConfig telemeter, ObjectNode to) {
    to.put("kind", telemeter.kind());
    switch (telemeter) {
      case TelemeterConfig.Prometheus(String path, String prefix) ->
          to.put("path", path).put("prefix", prefix);
      case TelemeterConfig.NotExported _ -> {}
    }
  }

  private static void limits(Limits limits, ObjectNode to) {
    to.put("maxRequestLineBytes", limits.maxRequestLineBytes())
        .put("maxHeaderBytes", limits.maxHeaderBytes())
        .put("maxBodyBytes", limits.maxBodyBytes())
        .put("maxConnections", limits.maxConnections())
        .put("maxConcurrentRequests", limits.maxConcurrentRequests())
        .put("maxPipelinedRequests", limits.maxPipelinedRequests())
        .put("idleTimeoutMs", limits.idleTimeout().toMillis())
        .put("requestTimeoutMs", limits.requestTimeout().toMillis())
        .put("streamStallTimeoutMs", limits.streamStallTimeout().toMillis())
        .put("watchLingerMs", limits.watchLinger().toMillis())
        .put("settleTimeMs", limits.settleTime().toMillis())
        .put("maxIdleQuestions", limits.maxIdleQuestions());
    limits
        .maxBytesPerAddress()
        .ifPresent(
            bytes -> {
              if (bytes == Limits.UNBOUNDED) {
                to.put("maxBytesPerAddress", "off");
              } else {
                to.put("maxBytesPerAddress", bytes);
              }
            });
    if (!limits.sharedAddresses().isEmpty()) {
      ArrayNode networks = to.putArray("sharedAddresses");
      limits.sharedAddresses().forEach(network -> networks.add(network.toString()));
    }
  }

  private static void peers(PeersConfig peers, ObjectNode to) {
    switch (peers.where()) {
      case PeersConfig.Where.Dns(var name, var port) -> to.put("dns", name).put("port", port);
      case PeersConfig.Where.Addresses(var addresses) ->
          texts("addresses", addresses.stream().map(HostPort::toString).toList(), to);
    }
    file("secretFile", peers.secretFile(), to);
    clientTls(peers.tls(), to);
  }

  private static void listener(Listener listener, ObjectNode to) {
    to.put("ip", listener.ip().getHostAddress()).put("port", listener.port());
    listener.tls().ifPresent(tls -> serverTls(tls, to.putObject("tls")));
    SocketOptions options = listener.socketOptions();
    ObjectNode json =
        to.putObject("socketOptions")
            .put("noDelay", options.noDelay())
            .put("reuseAddr", options.reuseAddr())
            .put("reusePort", options.reusePort());
    options.readTimeout().ifPresent(time -> json.put("readTimeoutMs", time.toMillis()));
    options.writeTimeout().ifPresent(time -> json.put("writeTimeoutMs", time.toMillis()));
    options.keepAlive().ifPresent(on -> json.put("keepAlive", on));
    options.backlog().ifPresent(backlog -> json.put("backlog", backlog));
  }

  private static void connectionAge(ConnectionAge age, ObjectNode to) {
    to.put(InterfaceReader.MAX_AGE, age.limit().toMillis())
        .put(InterfaceReader.MAX_AGE_GRACE, age.grace().toMillis());
  }

  private static void serverTls(ServerTls tls, ObjectNode to) {
    to.put("certPath", tls.certPath().toString()).put("keyPath", tls.keyPath().toString());
    file("intermediateCertsPath", tls.intermediateCertsPath(), to);
    to.put("requireClientAuth", tls.requireClientAuth());
    file("caCertPath", tls.caCertPath(), to);
    texts("ciphers", tls.ciphers(), to);
    texts("protocols", tls.protocols(), to);
  }

  private static void clientTls(Optional<ClientTls> clientTls, ObjectNode to) {
    clientTls.ifPresent(
        tls -> {
          ObjectNode json = to.putObject("tls").put("disableValidation", tls.disableValidation());
          tls.commonName().ifPresent(name -> json.put("commonName", name));
          texts("trustCerts", tls.trustCerts().stream().map(Path::toString).toList(), json);
          file("trustCertsBundle", tls.trustCertsBundle(), json);
          tls.clientAuth()
              .ifPresent(
                  auth ->
                      json.putObject("clientAuth")
                          .put("certPath", auth.certPath().toString())
                          .put("keyPath", auth.keyPath().toString()));
        });
  }

  private static void kubernetes(KubernetesApi api, ObjectNode to) {
    api.server().ifPresent(server -> to.put("host", server.host()).put("port", server.port()));
    clientTls(api.tls(), to);
    file("kubeconfig", api.kubeconfig(), to);
  }

  private static void file(String key, Optional<Path> file, ObjectNode to) {
    file.ifPresent(path -> to.put(key, path.toString()));
  }

  /** An empty list is the same as none. */
  private static void texts(String key, List<String> texts, ObjectNode to) {
    if (!texts.isEmpty()) {
      var json = to.putArray(key);
      texts.forEach(json::add);
    }
  }
}
