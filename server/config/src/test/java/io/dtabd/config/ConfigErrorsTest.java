package io.dtabd.config;

import static io.dtabd.config.Configs.MINIMAL;
import static io.dtabd.config.Configs.errorOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigErrorsTest {

  @Test
  void anUnknownKeyIsToldWithItsPlaceAndTheClosestKnownName() {
    assertThat(
            errorOf(
                """
                storage: {kind: io.l5d.inMemory}
                interfaces:
                - kind: io.l5d.httpController
                  prot: 4180
                """))
        .isEqualTo("test.yml:4:3: interfaces[0].prot: unknown key; did you mean 'port'?");
  }

  @Test
  void anUnknownKeyFarFromAllOthersIsToldWithAllOfThem() {
    assertThat(errorOf(MINIMAL + "zzzzzzz: 1\n"))
        .isEqualTo(
            "test.yml:3:1: zzzzzzz: unknown key; known: admin, storage, namers, interfaces,"
                + " telemetry, io.dtabd.limits, io.dtabd.peers, io.dtabd.hosts");
  }

  @Test
  void aKeyWithALineBreakIsToldOnOneLine() {
    String error = errorOf("{\"a\\nb\": 1}");

    assertThat(error.lines()).hasSize(3);
    assertThat(error).contains("a\\nb: unknown key");
  }

  @Test
  void severalProblemsAreToldAtOnce() {
    assertThat(
            errorOf(
                """
                admin: {port: 70000, shutdownGraceMs: 0}
                storage: {kind: io.l5d.etdc}
                interfaces: [{kind: io.l5d.mesh, ip: nowhere.invalid}]
                namer: []
                """))
        .isEqualTo(
            """
            test.yml:1:9: admin.port: a whole number from 0 to 65535 expected, '70000' found
            test.yml:1:22: admin.shutdownGraceMs: a whole number from 1 to 2147483647 expected, '0' found
            test.yml:2:11: storage.kind: unknown kind 'io.l5d.etdc'; did you mean 'io.l5d.etcd'?
            test.yml:3:34: interfaces[0].ip: not an address to listen on: 'nowhere.invalid' is neither an IP address nor a name that resolves
            test.yml:4:1: namer: unknown key; did you mean 'namers'?"""
                .replace("\r", ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // Names.
        "io.dtabd.hosts: [ok.example, 'http://dtabd.example'] | 1:1: io.dtabd.hosts: 'http://dtabd.example' is no host name; give the name alone, such as dtabd.example.com, without scheme or port",
        "io.dtabd.hosts: 'dtabd.example:4180' | 1:1: io.dtabd.hosts: 'dtabd.example:4180' is no host name; give the name alone, such as dtabd.example.com, without scheme or port",
        // Missing.
        "interfaces: [{kind: io.l5d.mesh}] | 1:1: 'storage' is missing",
        "storage: {kind: io.l5d.inMemory} | 1:1: 'interfaces' is missing",
        "storage: {dir: x} | 1:10: storage: 'kind' is missing",
        "storage: {kind: io.l5d.inMemory}\\ninterfaces: [] | 2:1: interfaces: at least one interface is needed",
        "namers: [{kind: io.l5d.fs}] | 1:10: namers[0]: 'rootDir' is missing",
        "namers: [{kind: io.l5d.rewrite, pattern: /a}] | 1:10: namers[0]: 'name' is missing",
        "namers: [{kind: io.l5d.rewrite, pattern: '/{a}', name: '/{b}'}] | 1:33: namers[0].pattern: the name /{b} uses {b}, which the pattern does not capture",
        "namers: [{kind: io.l5d.rewrite, pattern: a, name: /b}] | 1:33: namers[0].pattern: the pattern 'a' is not a path such as /{service}/api",
        "admin: {workerThreads: 1001} | 1:9: admin.workerThreads: a whole number from 1 to 1000 expected, '1001' found",
        "interfaces: [{kind: io.l5d.mesh, io.dtabd.maxConnectionAgeGraceMs: 1}] | 1:34: interfaces[0].io.dtabd.maxConnectionAgeGraceMs: it is for what 'io.dtabd.maxConnectionAgeMs' ends, which is missing",
        "interfaces: [{kind: io.l5d.mesh, tls: {keyPath: a}}] | 1:39: interfaces[0].tls: 'certPath' is missing",
        "namers: [{kind: io.l5d.k8s.external}] | 1:11: namers[0].kind: io.l5d.k8s.external needs 'experimental: true' beside it",
        // Of the wrong type.
        "storage: io.l5d.etcd | 1:10: storage: a mapping of keys expected, 'io.l5d.etcd' found",
        "interfaces: {kind: io.l5d.mesh} | 1:1: interfaces: a list expected (items begin with '- '), a mapping found",
        "interfaces: [a] | 1:14: interfaces[0]: a mapping of keys expected, 'a' found",
        "storage: {kind: [a]} | 1:17: storage.kind: a single value expected, a list found",
        "admin: {security: {uiEnabled: yes}} | 1:20: admin.security.uiEnabled: true or false expected, 'yes' found",
        "admin: {port: x} | 1:9: admin.port: a whole number from 0 to 65535 expected, 'x' found",
        // Known, and not to be had here.
        "storage: {kind: io.l5d.zk} | 1:11: storage.kind: io.l5d.zk is not supported by dtabd, supported: io.l5d.inMemory, io.dtabd.file, io.l5d.etcd, io.l5d.k8s",
        "storage: {kind: io.l5d.consul} | 1:11: storage.kind: io.l5d.consul is not supported by dtabd, supported: io.l5d.inMemory, io.dtabd.file, io.l5d.etcd, io.l5d.k8s",
        "interfaces: [{kind: io.l5d.destination}] | 1:15: interfaces[0].kind: io.l5d.destination is not supported by dtabd, supported: io.l5d.httpController, io.l5d.mesh, io.l5d.thriftNameInterpreter",
        "namers: [{kind: io.l5d.k8s, transformers: [{kind: io.l5d.port}]}] | 1:29: namers[0].transformers: dtabd has no transformers; remove them, or keep namerd for this",
        // Out of range.
        "storage: {kind: io.dtabd.file, retain: 9} | 1:32: storage.retain: a whole number from 10 to 2147483647 expected, '9' found",
        "storage: {kind: io.l5d.etcd, port: 0} | 1:30: storage.port: a whole number from 1 to 65535 expected, '0' found",
        "io.dtabd.limits: {maxBodyBytes: 99999999999} | 1:19: io.dtabd.limits.maxBodyBytes: a whole number from 1 to 2147483647 expected, '99999999999' found",
        "storage: {kind: io.dtabd.file, dir: ''} | 1:32: storage.dir: a file name expected, nothing found",
        // Not what the key reads.
        "storage: {kind: io.l5d.etcd, pathPrefix: a} | 1:30: storage.pathPrefix: a path that begins with / expected, 'a' found",
        "storage: {kind: io.l5d.etcd, endpoints: [a]} | 1:30: storage.endpoints: host:port or https://host:port expected, 'a' found",
        "telemetry: [{kind: io.l5d.prometheus, path: m}] | 1:39: telemetry[0].path: a path that begins with / expected, 'm' found",
        "admin: {security: {pathBlacklist: '('}} | 1:20: admin.security.pathBlacklist: '(' is not a regular expression: Unclosed group at character 2",
        "namers: [{kind: io.l5d.k8s, prefix: x}] | 1:29: namers[0].prefix: not a path such as /name: '/' expected but 'x' found at '[x]' (line 1, column 1)",
        "namers: [{kind: io.l5d.k8s, prefix: /}] | 1:29: namers[0].prefix: a path of at least one label expected, '/' found",
        "storage: {kind: io.l5d.inMemory, namespaces: {a: '/a => x'}} | 1:47: storage.namespaces.a: not a dtab: simple expected but 'x' found at '/a => [x]' (line 1, column 7)",
        "storage: {kind: io.l5d.inMemory, namespaces: {a/b: ''}} | 1:47: storage.namespaces.a/b: a namespace is 1 to 253 of A-Z a-z 0-9 . _ - and begins with a letter or digit",
        // At odds with each other.
        "storage: {kind: io.l5d.etcd, user: me} | 1:30: storage.user: 'user' and 'password' go together",
        "storage: {kind: io.l5d.etcd, host: a, endpoints: [a:1]} | 1:39: storage.endpoints: they stand for 'host' and 'port', which must go",
        "storage: {kind: io.l5d.k8s, host: a, kubeconfig: b} | 1:38: storage.kubeconfig: the file names the server, so 'host' and 'port' must go",
        "storage: {kind: io.l5d.k8s, tls: {}} | 1:29: storage.tls: it is for the server of 'host' and 'port', which are missing",
        "namers: [{kind: io.l5d.fs, rootDir: a}, {kind: io.l5d.k8s, prefix: /io.l5d.fs/x}] | 1:60: namers[1].prefix: /io.l5d.fs/x overlaps with /io.l5d.fs, the prefix of the io.l5d.fs namer before; give one another 'prefix'",
        "telemetry: [{kind: io.l5d.prometheus}, {kind: io.l5d.prometheus}] | 1:41: telemetry[1].kind: io.l5d.prometheus is here a second time; one is enough",
        "interfaces: [{kind: io.l5d.mesh}, {kind: io.l5d.httpController, port: 4321}] | 1:65: interfaces[1].port: 4321 is the port of 'interfaces[0]' too; give one of them another",
        "interfaces: [{kind: io.l5d.mesh, port: 9991, ip: 0.0.0.0}] | 1:34: interfaces[0].port: 9991 is the port of 'admin' too; give one of them another",
      })
  void badValuesAreToldWithPlaceAndKeyAndWhatWasExpected(String text, String error) {
    assertThat(errorOf(text.replace("\\n", "\n")).lines()).contains("test.yml:" + error);
  }

  @Test
  void twoListenersMayShareAPortOnDifferentAddresses() throws Exception {
    Configs.read(
        """
        storage: {kind: io.l5d.inMemory}
        interfaces: [{kind: io.l5d.mesh, port: 5}, {kind: io.l5d.mesh, port: 5, ip: 127.0.0.2}]
        """);
  }

  @Test
  void aKeyMayNotStandTwice() {
    assertThat(errorOf("admin: {}\nadmin: {}\n"))
        .isEqualTo("test.yml:2:1: 'admin' is here a second time, after line 1");
  }

  @Test
  void brokenYamlIsToldOnOneLineWithItsPlace() {
    assertThat(errorOf("admin:\n  port: [1\n"))
        .isEqualTo(
            "test.yml:3:1: not readable as YAML or JSON: expected ',' or ']', but got <stream end>"
                + " (while parsing a flow sequence)");
  }

  @Test
  void brokenJsonIsToldOnOneLineWithItsPlace() {
    assertThat(errorOf("{\"admin\": }"))
        .startsWith("test.yml:1:11: not readable as YAML or JSON: ")
        .hasLineCount(1);
  }

  @Test
  void anEmptyFileIsNoConfiguration() {
    assertThat(errorOf("# nothing\n"))
        .isEqualTo("test.yml: empty; a configuration has at least 'storage' and 'interfaces'");
  }

  @Test
  void aSecondDocumentIsRefused() {
    assertThat(errorOf(MINIMAL + "---\nadmin: {}\n"))
        .isEqualTo(
            "test.yml:4:1: something follows the end of the document; one file is one document");
  }

  @Test
  void aliasesAreRefusedSoNothingCanExpand() {
    assertThat(errorOf("a: &x [1]\nb: [*x, *x]\n"))
        .isEqualTo("test.yml:2:5: aliases (*name) are not read; write the value out");
  }

  @Test
  void deepNestingIsRefused() {
    assertThat(errorOf("[".repeat(100_000))).contains("depth").hasLineCount(1);
    assertThat(errorOf("{\"a\":".repeat(100_000))).contains("depth").hasLineCount(1);
  }

  @Test
  void aTextThatIsNotUtf8IsRefused() {
    assertThat(errorOf(new byte[] {'a', '\n', 'b', (byte) 0xff}))
        .isEqualTo("test.yml:2: not UTF-8 (byte 3 is 0xff); save the file as UTF-8");
  }

  @Test
  void aHugeFileIsRefusedUnread() {
    assertThat(errorOf(new byte[Document.MAX_BYTES + 1]))
        .isEqualTo("test.yml: longer than 16777216 bytes, which no configuration is");
  }

  @Test
  void ofVeryManyProblemsTheFirstAreTold() {
    String names = "a,".repeat(50);
    assertThat(errorOf("interfaces: [" + names + "]").lines())
        .hasSize(21)
        .last()
        .isEqualTo("test.yml: 31 more problems, not shown");
  }

  @Test
  void aMissingFileIsNamed(@TempDir Path dir) {
    Path file = dir.resolve("no.yml");
    assertThatThrownBy(() -> Config.read(file))
        .isInstanceOf(ConfigException.class)
        .hasMessage(file + ": there is no such file");
  }

  @Test
  void aFolderIsNoFile(@TempDir Path dir) {
    assertThatThrownBy(() -> Config.read(dir))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(dir + ": it cannot be read: ");
  }
}
