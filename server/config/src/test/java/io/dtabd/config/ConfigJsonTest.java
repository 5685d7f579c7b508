package io.dtabd.config;

import static io.dtabd.config.Configs.MINIMAL;
import static io.dtabd.config.Configs.read;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConfigJsonTest {

  private static final String EVERYTHING =
      """
      admin:
        ip: 0.0.0.0
        port: 1
        shutdownGraceMs: 2500
        workerThreads: 3
        tls: {certPath: c, keyPath: k}
        io.dtabd.hosts: [old.example]
        security: {uiEnabled: false, pathWhitelist: [a], pathBlacklist: [b]}
      storage:
        kind: STORAGE
      namers:
      - {kind: io.l5d.fs, rootDir: disco, prefix: /fs}
      - {kind: io.l5d.rewrite, pattern: '/{a}', name: '/b/{a}'}
      - {kind: io.l5d.k8s, host: k, port: 2, tls: {commonName: x, clientAuth: {certPath: c, keyPath: k}}}
      - {kind: io.l5d.k8s.ns, envVar: E, labelSelector: v, kubeconfig: f}
      - {kind: io.l5d.k8s.external, experimental: true, labelSelector: v}
      interfaces:
      - kind: io.l5d.httpController
        ip: "::1"
        tls:
          certPath: c
          keyPath: k
          intermediateCertsPath: i
          requireClientAuth: true
          caCertPath: a
          ciphers: [x, y]
          protocols: [TLSv1.3]
        socketOptions: {noDelay: false, readTimeoutMs: 1, writeTimeoutMs: 2, keepAlive: false, backlog: 3}
      - {kind: io.l5d.mesh, io.dtabd.maxConnectionAgeMs: 60000, io.dtabd.maxConnectionAgeGraceMs: 7}
      - {kind: io.l5d.thriftNameInterpreter}
      telemetry: [{kind: io.l5d.prometheus, path: /m, prefix: p}]
      io.dtabd.limits: {maxHeaderBytes: 5, settleTimeMs: 6}
      io.dtabd.hosts: [new.example]
      io.dtabd.peers: {PEERS, secretFile: s, tls: {trustCertsBundle: b}}
      """;

  private static void comesBackEqual(String storage) throws ConfigException {
    comesBackEqual(storage, "dns: dtabd-headless, port: 7");
  }

  private static void comesBackEqual(String storage, String peers) throws ConfigException {
    Config config = read(EVERYTHING.replace("STORAGE", storage).replace("PEERS", peers));
    assertThat(read(config.toJson().toPrettyString())).isEqualTo(config);
  }

  @Test
  void whatIsWrittenReadsBackEqual() throws Exception {
    comesBackEqual("io.l5d.inMemory\n  namespaces: {a: '/a => /b # why', b: ''}");
    comesBackEqual("io.dtabd.file\n  retain: 17");
    comesBackEqual("io.l5d.etcd\n  endpoints: ['a:1', 'https://b:2']\n  tls: {trustCerts: [t]}");
    comesBackEqual("io.l5d.k8s\n  namespace: n");
    comesBackEqual("io.l5d.inMemory", "addresses: ['a:1', '[::1]:2']");
  }

  @Test
  void defaultsAreWrittenOut() throws Exception {
    assertThat(read(MINIMAL).toJson().at("/interfaces/0/port").asInt()).isEqualTo(4180);
    assertThat(read(MINIMAL).toJson().at("/io.dtabd.limits/settleTimeMs").asInt()).isEqualTo(1000);
  }

  @Test
  void aPasswordShowsNeitherInJsonNorInTheRecordsText() throws Exception {
    Config config =
        Configs.withStorage("{kind: io.l5d.etcd, user: root, password: hush-hush, tls: {}}");
    assertThat(config.toJson().at("/storage/password").asText()).isEqualTo("********");
    assertThat(config.toString() + config.toJson()).doesNotContain("hush-hush");
  }
}
