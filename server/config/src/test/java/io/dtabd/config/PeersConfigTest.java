package io.dtabd.config;

import static io.dtabd.config.Configs.MINIMAL;
import static io.dtabd.config.Configs.errorOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeersConfigTest {

  private static final String EVERYWHERE = "admin: {ip: 0.0.0.0}\n" + MINIMAL;

  private static Optional<PeersConfig> peers(String keys) throws ConfigException {
    return Configs.read(EVERYWHERE + "io.dtabd.peers: " + keys).peers();
  }

  @Test
  void withoutTheKeyNobodySaysThatThereAreOthers() throws Exception {
    assertThat(Configs.read(MINIMAL).peers()).isEmpty();
  }

  @Test
  void aNameIsAskedOnTheAdminPort() throws Exception {
    assertThat(peers("{dns: dtabd-headless}"))
        .contains(
            new PeersConfig(
                new PeersConfig.Where.Dns("dtabd-headless", 9991),
                Optional.empty(),
                Optional.empty()));
  }

  @Test
  void addressesHaveTheirPorts() throws Exception {
    PeersConfig read =
        peers(
                "{addresses: ['a_b:1', '10.0.0.7:9991', '[fd00::1]:3', '[fe80::1%eth0]:4'],"
                    + " secretFile: /run/secret}")
            .orElseThrow();
    assertThat(read.where())
        .isEqualTo(
            new PeersConfig.Where.Addresses(
                List.of(
                    new HostPort("a_b", 1),
                    new HostPort("10.0.0.7", 9991),
                    new HostPort("fd00::1", 3),
                    new HostPort("fe80::1%eth0", 4))));
    assertThat(read.secretFile()).contains(Path.of("/run/secret"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "a:0",
        "a:x",
        "fd00::1:3",
        ":1",
        "a/b:1",
        "http://a:1",
        "[a]:1",
        "a%b:1",
        "[]:1",
        "[%a]:1"
      })
  void addressThatIsNoneIsQuoted(String address) {
    assertThat(errorOf(EVERYWHERE + "io.dtabd.peers: {addresses: ['%s']}".formatted(address)))
        .isEqualTo(
            "test.yml:4:18: io.dtabd.peers.addresses: host:port expected, '%s' found"
                .formatted(address));
  }

  @Test
  void eitherANameOrAddressesAreNeeded() {
    String complaint = "either 'dns' or 'addresses' names the replicas; give one of them";
    assertThat(errorOf(EVERYWHERE + "io.dtabd.peers: {port: 1}"))
        .endsWith("io.dtabd.peers.dns: " + complaint);
    assertThat(errorOf(EVERYWHERE + "io.dtabd.peers: {dns: a, addresses: ['b:1']}"))
        .endsWith("io.dtabd.peers.addresses: " + complaint);
    assertThat(errorOf(EVERYWHERE + "io.dtabd.peers: {addresses: []}"))
        .endsWith("at least one host:port is needed; this replica's own may be it");
    assertThat(errorOf(EVERYWHERE + "io.dtabd.peers: {addresses: ['b:1'], port: 1}"))
        .endsWith("port: it goes with 'dns'; an address of 'addresses' has its port in it");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://a", "dtabd-headless:9991", "fd00::1", "a%b"})
  void dnsThatIsNoNameIsQuoted(String dns) {
    assertThat(errorOf(EVERYWHERE + "io.dtabd.peers: {dns: '%s'}".formatted(dns)))
        .endsWith("io.dtabd.peers.dns: the name of a host expected, '%s' found".formatted(dns));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {dns: dtabd_headless, tls: {}} | dtabd_headless
          {dns: dtabd-headless., tls: {}} | dtabd-headless.
          {addresses: ['10.0.0.7:1', 'a:1', 'a_b:1'], tls: {}} | a_b
          {dns: dtabd-headless, tls: {commonName: a b}} | a b
          """)
  void nameThatNoCertificateCanHaveIsRefused(String keys, String name) {
    assertThat(errorOf(EVERYWHERE + "io.dtabd.peers: " + keys))
        .endsWith(
            "io.dtabd.peers: certificates of the replicas are checked against the name '%s', which"
                    .formatted(name)
                + " cannot be that of a host; give another 'commonName' under 'tls'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{dns: dtabd_headless}",
        "{dns: dtabd_headless, tls: {commonName: dtabd}}",
        "{addresses: ['10.0.0.7:1', '[fd00::1]:1'], tls: {}}"
      })
  void nameThatIsNotCheckedIsTaken(String keys) throws Exception {
    assertThat(peers(keys)).isPresent();
  }

  @Test
  void moreThanCanBeAskedAreRefused() {
    String addresses = "'a:1', ".repeat(PeersConfig.MAX_PEERS) + "'a:1'";
    assertThat(errorOf(EVERYWHERE + "io.dtabd.peers: {addresses: [" + addresses + "]}"))
        .endsWith("at most 64 are asked, 65 found");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{dns: dtabd-headless}", "{addresses: ['127.0.0.1:1', '10.0.0.7:9991']}"})
  void anAdminPortThatNoOtherMachineReachesIsRefused(String keys) {
    assertThat(errorOf(MINIMAL + "io.dtabd.peers: " + keys))
        .isEqualTo(
            "test.yml:3:1: io.dtabd.peers: the replicas ask each other's admin port, but that of"
                + " this one listens on 127.0.0.1:9991, where no other machine reaches it; give"
                + " 'ip' under 'admin', such as 0.0.0.0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{dns: localhost}",
        "{dns: dtabd.localhost}",
        "{addresses: ['127.0.0.1:1', '[::1]:2', 'localhost:3']}"
      })
  void replicasOnOneMachineMayStayOnTheLoopback(String keys) throws Exception {
    assertThat(Configs.read(MINIMAL + "io.dtabd.peers: " + keys).peers()).isPresent();
  }

  @Test
  void whatWouldMakeEveryReplicaSilentIsWarnedOf() throws Exception {
    Config read =
        Configs.read(
            """
            admin:
              ip: 0.0.0.0
              tls: {certPath: c, keyPath: k}
              security: {diagnosticsEnabled: false}
            %s
            io.dtabd.peers: {dns: dtabd-headless}
            """
                .formatted(MINIMAL));
    assertThat(read.warnings()).hasSize(2);
    assertThat(read.warnings().get(0)).contains("if theirs have it too, give 'tls'");
    assertThat(read.warnings().get(1)).contains("unless pathWhitelist has '/peers/.*'");
  }
}
