package io.dtabd.config;

import static io.dtabd.config.Configs.MINIMAL;
import static io.dtabd.config.Configs.read;
import static io.dtabd.config.Configs.withInterface;
import static io.dtabd.config.Configs.withNamer;
import static io.dtabd.config.Configs.withStorage;
import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.config.StorageConfig.Etcd;
import io.dtabd.dtab.Dtab;
import io.dtabd.store.Namespace;
import io.dtabd.testing.peers.Checkout;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigTest {

  @Test
  void theKubernetesWalkthroughsFileReadsUnchanged() throws Exception {
    Config config = Config.read(Checkout.file("examples/namerd-k8s.yml"));
    var proxy =
        new KubernetesApi(
            Optional.of(new HostPort("localhost", 8001)), Optional.empty(), Optional.empty());
    assertThat(config.storage()).isEqualTo(new StorageConfig.Kubernetes(proxy, "default"));
    assertThat(config.namers())
        .containsExactly(
            new NamerConfig.Kubernetes(
                io.dtabd.dtab.Path.of("io.l5d.k8s"), proxy, Optional.empty()));
    assertThat(config.interfaces())
        .extracting(each -> each.kind() + " " + each.listener().address())
        .containsExactly(
            "io.l5d.thriftNameInterpreter 0.0.0.0:4100",
            "io.l5d.httpController 0.0.0.0:4180",
            "io.l5d.mesh 0.0.0.0:4321");
    assertThat(config.admin().listener().address()).isEqualTo("0.0.0.0:9991");
    assertThat(config.warnings()).isEmpty();
  }

  @Test
  void everythingButStorageAndInterfacesHasADefault() throws Exception {
    Config config = read(MINIMAL);

    assertThat(config.admin()).isEqualTo(AdminConfig.DEFAULT);
    assertThat(config.admin().listener()).isEqualTo(Listener.onLoopback(9991));
    assertThat(config.admin().shutdownGrace()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.namers()).isEmpty();
    assertThat(config.telemetry()).isEmpty();
    assertThat(config.limits()).isEqualTo(Limits.DEFAULT);
  }

  @Test
  void aTextThatBeginsWithABraceIsJson() throws Exception {
    // Tabs, which YAML refuses.
    String json =
        """
        {
        \t"storage": {"kind": "io.dtabd.file"},
        \t"interfaces": [{"kind": "io.l5d.mesh", "port": 1}]
        }
        """;
    assertThat(read(json).interfaces())
        .containsExactly(new InterfaceConfig.Mesh(Listener.onLoopback(1), Optional.empty()));
  }

  @Test
  void numbersAndBooleansMayBeQuotedAsInNamerd() throws Exception {
    Config config =
        withInterface(
            "{kind: io.l5d.mesh, port: '77', socketOptions: {noDelay: 'no'}}"
                .replace("'no'", "'false'"));
    Listener listener = config.interfaces().getFirst().listener();
    assertThat(listener.port()).isEqualTo(77);
    assertThat(listener.socketOptions().noDelay()).isFalse();
  }

  @Test
  void aKeyWithNothingBehindItIsAsIfItWereNotThere() throws Exception {
    assertThat(read(MINIMAL + "namers:\nadmin:\n")).isEqualTo(read(MINIMAL));
  }

  @Test
  void adminKeysAreRead() throws Exception {
    AdminConfig admin =
        read(MINIMAL
                + """
                    admin:
                      ip: 0.0.0.0
                      port: 1
                      shutdownGraceMs: 2500
                      workerThreads: 3
                      security:
                        uiEnabled: false
                        controlEnabled: false
                        diagnosticsEnabled: false
                        pathWhitelist: ['^/a']
                        pathBlacklist: ['^/b', '^/c']
                    """)
            .admin();

    assertThat(admin.listener().ip()).isEqualTo(InetAddress.ofLiteral("0.0.0.0"));
    assertThat(admin.listener().port()).isEqualTo(1);
    assertThat(admin.shutdownGrace()).isEqualTo(Duration.ofMillis(2500));
    assertThat(admin.workerThreads()).hasValue(3);
    assertThat(admin.security())
        .isEqualTo(
            new AdminConfig.Security(false, false, false, List.of("^/a"), List.of("^/b", "^/c")));
  }

  @Test
  void listenerKeysAreRead() throws Exception {
    Config config =
        withInterface(
            """
            kind: io.l5d.httpController
            ip: "::1"
            port: 0
            tls:
              certPath: cert.pem
              keyPath: key.pem
              intermediateCertsPath: chain.pem
              requireClientAuth: true
              caCertPath: ca.pem
              ciphers: [TLS_AES_128_GCM_SHA256]
              protocols: TLSv1.2, TLSv1.3
            socketOptions:
              noDelay: false
              reuseAddr: false
              reusePort: true
              readTimeoutMs: 1
              writeTimeoutMs: 2
              keepAlive: true
              backlog: 3
            """);

    assertThat(config.interfaces())
        .containsExactly(
            new InterfaceConfig.HttpController(
                new Listener(
                    InetAddress.ofLiteral("::1"),
                    0,
                    Optional.of(
                        new ServerTls(
                            Path.of("cert.pem"),
                            Path.of("key.pem"),
                            Optional.of(Path.of("chain.pem")),
                            true,
                            Optional.of(Path.of("ca.pem")),
                            List.of("TLS_AES_128_GCM_SHA256"),
                            List.of("TLSv1.2", "TLSv1.3"))),
                    new SocketOptions(
                        false,
                        false,
                        true,
                        Optional.of(Duration.ofMillis(1)),
                        Optional.of(Duration.ofMillis(2)),
                        Optional.of(true),
                        OptionalInt.of(3)))));
  }

  @Test
  void aMeshConnectionGetsAsOldAsItLikesIfNothingElseIsSaid() throws Exception {
    assertThat(connectionAge("")).isEmpty();
    assertThat(connectionAge(", io.dtabd.maxConnectionAgeMs: 60000"))
        .contains(new ConnectionAge(Duration.ofMinutes(1), ConnectionAge.DEFAULT_GRACE));
    assertThat(
            connectionAge(
                ", io.dtabd.maxConnectionAgeMs: 60000, io.dtabd.maxConnectionAgeGraceMs: 5"))
        .contains(new ConnectionAge(Duration.ofMinutes(1), Duration.ofMillis(5)));
  }

  private static Optional<ConnectionAge> connectionAge(String keys) throws Exception {
    Config config = withInterface("{kind: io.l5d.mesh%s}".formatted(keys));
    return ((InterfaceConfig.Mesh) config.interfaces().getFirst()).connectionAge();
  }

  @Test
  void interfacesHaveNamerdsPorts() throws Exception {
    Config config =
        read(
            """
            storage: {kind: io.l5d.inMemory}
            interfaces:
            - {kind: io.l5d.httpController}
            - {kind: io.l5d.mesh}
            - {kind: io.l5d.thriftNameInterpreter}
            """);
    assertThat(config.interfaces())
        .extracting(each -> each.listener().address())
        .containsExactly("127.0.0.1:4180", "127.0.0.1:4321", "127.0.0.1:4100");
  }

  @Test
  void whatNamerdUnderstandsAndDtabdDoesNotNeedIsAcceptedWithAWarning() throws Exception {
    Config config =
        read(
            """
            storage: {kind: io.l5d.inMemory, experimental: true}
            interfaces:
            - kind: io.l5d.thriftNameInterpreter
              cache: {bindingCacheActive: 1000}
            - kind: io.l5d.mesh
              experimental: true
              h2AccessLog: logs/access.log
            telemetry:
            - kind: io.l5d.statsd
              hostname: x
            """);
    assertThat(config.warnings())
        .containsExactly(
            "test.yml:4:3: interfaces[0].cache: not used; 'maxIdleQuestions' of 'io.dtabd.limits'"
                + " bounds what is kept",
            "test.yml:7:3: interfaces[1].h2AccessLog: dtabd writes no HTTP/2 access log",
            "test.yml:9:3: telemetry[0]: dtabd does not export to io.l5d.statsd; it serves"
                + " Prometheus's format");
    assertThat(config.telemetry())
        .containsExactly(new TelemeterConfig.NotExported("io.l5d.statsd"));
  }

  @Test
  void theInMemoryStoresNamespacesAreDtabs() throws Exception {
    Config config =
        withStorage(
            """
            kind: io.l5d.inMemory
            namespaces:
              internal: |
                # the whole site
                /svc => /#/io.l5d.fs ;
              empty: ""
            """);
    assertThat(((StorageConfig.InMemory) config.storage()).namespaces())
        .isEqualTo(
            Map.of(
                new Namespace("internal"),
                Dtab.read("/svc => /#/io.l5d.fs"),
                new Namespace("empty"),
                Dtab.EMPTY));
  }

  @Test
  void theFileStoresKeysAreRead() throws Exception {
    assertThat(withStorage("{kind: io.dtabd.file}").storage())
        .isEqualTo(new StorageConfig.File(Path.of("dtabd-data"), 100));
    assertThat(withStorage("{kind: io.dtabd.file, dir: /var/d, retain: 17}").storage())
        .isEqualTo(new StorageConfig.File(Path.of("/var/d"), 17));
  }

  @Test
  void etcdIsAskedAtNamerdsDefaults() throws Exception {
    assertThat(withStorage("kind: io.l5d.etcd").storage())
        .isEqualTo(
            new Etcd(
                List.of("http://localhost:2379"),
                "/namerd/dtabs",
                Optional.empty(),
                Optional.empty()));
  }

  @Test
  void etcdWithTlsIsAskedByHttps() throws Exception {
    var etcd = (Etcd) withStorage("{kind: io.l5d.etcd, host: e, port: 1, tls: {}}").storage();
    assertThat(etcd.endpoints()).containsExactly("https://e:1");
  }

  @Test
  void etcdsFurtherKeysAreRead() throws Exception {
    assertThat(
            withStorage(
                    """
                    kind: io.l5d.etcd
                    endpoints: [a:1, "https://b:2", "[::1]:3"]
                    pathPrefix: /p
                    user: root
                    password: hush
                    tls:
                      disableValidation: true
                      commonName: etcd
                      trustCerts: [ca.pem]
                      trustCertsBundle: bundle.pem
                      clientAuth: {certPath: c.pem, keyPath: k.pem}
                    """)
                .storage())
        .isEqualTo(
            new Etcd(
                List.of("https://a:1", "https://b:2", "https://[::1]:3"),
                "/p",
                Optional.of(
                    new ClientTls(
                        true,
                        Optional.of("etcd"),
                        List.of(Path.of("ca.pem")),
                        Optional.of(Path.of("bundle.pem")),
                        Optional.of(new ClientTls.ClientAuth(Path.of("c.pem"), Path.of("k.pem"))))),
                Optional.of(new Etcd.Credentials("root", new Secret("hush")))));
  }

  @Test
  void aPortAloneIsOnLocalhostForKubernetesToo() throws Exception {
    var storage = (StorageConfig.Kubernetes) withStorage("{kind: io.l5d.k8s, port: 1}").storage();
    assertThat(storage.api().server()).contains(new HostPort("localhost", 1));
  }

  @Test
  void kubernetesWithoutAServerLeavesTheChoiceOpen() throws Exception {
    var storage = (StorageConfig.Kubernetes) withStorage("kind: io.l5d.k8s").storage();
    assertThat(storage.api())
        .isEqualTo(new KubernetesApi(Optional.empty(), Optional.empty(), Optional.empty()));

    storage =
        (StorageConfig.Kubernetes)
            withStorage("{kind: io.l5d.k8s, kubeconfig: kc, namespace: n}").storage();
    assertThat(storage.api().kubeconfig()).contains(Path.of("kc"));
    assertThat(storage.namespace()).isEqualTo("n");
  }

  @Test
  void namersStandUnderTheirKindUnlessAPrefixIsGiven() throws Exception {
    assertThat(withNamer("{kind: io.l5d.fs, rootDir: disco}").namers())
        .containsExactly(
            new NamerConfig.Fs(io.dtabd.dtab.Path.read("/io.l5d.fs"), Path.of("disco")));
    assertThat(withNamer("{kind: io.l5d.fs, rootDir: disco, prefix: /a/b}").namers())
        .extracting(NamerConfig::prefix)
        .containsExactly(io.dtabd.dtab.Path.read("/a/b"));
  }

  @Test
  void eachNamersOwnKeysAreRead() throws Exception {
    assertThat(withNamer("{kind: io.l5d.rewrite, pattern: '/{a}/api', name: '/b/{a}'}").namers())
        .containsExactly(
            new NamerConfig.Rewrite(io.dtabd.dtab.Path.of("io.l5d.rewrite"), "/{a}/api", "/b/{a}"));
    assertThat(withNamer("{kind: io.l5d.k8s.ns, envVar: MY_NS, labelSelector: version}").namers())
        .containsExactly(
            new NamerConfig.KubernetesNamespace(
                io.dtabd.dtab.Path.of("io.l5d.k8s.ns"),
                new KubernetesApi(Optional.empty(), Optional.empty(), Optional.empty()),
                Optional.of("version"),
                "MY_NS"));
    assertThat(withNamer("{kind: io.l5d.k8s.external, experimental: true}").namers())
        .extracting(NamerConfig::kind)
        .containsExactly("io.l5d.k8s.external");
  }

  @Test
  void prometheusIsServedWhereTheFileSays() throws Exception {
    assertThat(read(MINIMAL + "telemetry: [{kind: io.l5d.prometheus}]").prometheus())
        .contains(new TelemeterConfig.Prometheus("/admin/metrics/prometheus", ""));
    assertThat(
            read(MINIMAL + "telemetry: [{kind: io.l5d.prometheus, path: /m, prefix: x_}]")
                .prometheus())
        .contains(new TelemeterConfig.Prometheus("/m", "x_"));
  }

  @Test
  void limitsAreRead() throws Exception {
    Limits limits =
        read(MINIMAL
                + """
                    io.dtabd.limits:
                      maxRequestLineBytes: 1
                      maxHeaderBytes: 2
                      maxBodyBytes: 3
                      maxConnections: 4
                      maxConcurrentRequests: 5
                      maxPipelinedRequests: 6
                      idleTimeoutMs: 7
                      requestTimeoutMs: 8
                      streamStallTimeoutMs: 9
                      watchLingerMs: 10
                      settleTimeMs: 11
                      maxIdleQuestions: 12
                      maxBytesPerAddress: 13
                      sharedAddresses: [10.0.0.0/8, "::1"]
                    """)
            .limits();
    assertThat(limits)
        .isEqualTo(
            new Limits(
                1,
                2,
                3,
                4,
                5,
                6,
                Duration.ofMillis(7),
                Duration.ofMillis(8),
                Duration.ofMillis(9),
                Duration.ofMillis(10),
                Duration.ofMillis(11),
                12,
                OptionalLong.of(13),
                List.of(Network.parse("10.0.0.0/8"), Network.parse("::1"))));
  }

  @Test
  void withoutAFileDtabsAreInAFolderAndEveryInterfaceIsOnTheLoopback(@TempDir Path dir) {
    Config config = Config.embedded(dir);
    assertThat(config.storage()).isEqualTo(new StorageConfig.File(Path.of("dtabd-data"), 100));
    assertThat(config.namers()).isEmpty();
    assertThat(config.interfaces())
        .extracting(each -> each.listener().address())
        .containsExactly("127.0.0.1:4180", "127.0.0.1:4321", "127.0.0.1:4100");
  }

  @Test
  void withoutAFileAFolderOfAddressesIsNamed(@TempDir Path dir) throws IOException {
    Files.createDirectory(dir.resolve("disco"));
    assertThat(Config.embedded(dir).namers())
        .containsExactly(new NamerConfig.Fs(io.dtabd.dtab.Path.of("io.l5d.fs"), Path.of("disco")));
  }

  @Test
  void namesOfTheServerAreThoseOfBothPlaces() throws Exception {
    Config config =
        read(MINIMAL + "io.dtabd.hosts: [a, b]\nadmin: {io.dtabd.hosts: ['c:9991', d]}\n");
    assertThat(config.hostNames()).containsExactly("a", "b", "c:9991", "d");
    assertThat(config.warnings())
        .singleElement()
        .asString()
        .contains("admin.io.dtabd.hosts: 'c:9991' is no host name");
  }
}
