package io.dtabd.k8s.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dtabd.k8s.tests.KubeApiServer;
import io.dtabd.k8s.tests.Kubeconfig;
import io.dtabd.k8s.tests.ServiceAccount;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ConfigMapList;
import io.fabric8.kubernetes.client.Config;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ListWatchTest {

  private static final ResourceType<ConfigMap> CONFIG_MAPS =
      new ResourceType<>("", "v1", "configmaps", ConfigMap.class, ConfigMapList.class);

  private static final Pace.Pauses SHORT =
      new Pace.Pauses(Duration.ofMillis(20), Duration.ofMillis(200));

  /** Of a server that is slow because tests run beside it, this thinks no worse than it should. */
  private static final Pace PACE =
      new Pace(Duration.ofSeconds(2), Duration.ofSeconds(2), SHORT, SHORT);

  private KubeApiServer kubernetes;
  private String namespace;
  private Link link;
  private final Notes notes = new Notes();
  private ApiServer server;
  private ListWatch<ConfigMap, Notes.Note> watch;

  @BeforeEach
  void start() throws Exception {
    kubernetes = KubeApiServer.shared();
    namespace = kubernetes.newNamespace();
    link = new Link(kubernetes.port());
    watch(kubernetes.adminKubeconfig(), PACE);
  }

  private void watch(Kubeconfig who, Pace pace) {
    var through =
        new Kubeconfig(
            "https://127.0.0.1:" + link.port(), who.certificate(), who.token(), namespace);
    server = ApiServer.open(Config.fromKubeconfig(through.yaml()));
    watch = watch(server, notes, pace);
  }

  private ListWatch<ConfigMap, Notes.Note> watch(ApiServer server, Notes notes, Pace pace) {
    return ListWatch.start(
        server,
        CONFIG_MAPS,
        Optional.of(namespace),
        notes,
        pace,
        InstantSource.system(),
        RandomGenerator.getDefault());
  }

  @AfterEach
  void stop() throws Exception {
    unwatch();
    link.close();
    kubernetes.resume();
    kubernetes.restart();
  }

  private void unwatch() {
    watch.close();
    server.close();
  }

  private void put(String name, String text) {
    kubernetes
        .admin()
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .endMetadata()
                .addToData("text", text)
                .build())
        .serverSideApply();
  }

  private void delete(String name) {
    kubernetes.admin().configMaps().inNamespace(namespace).withName(name).delete();
  }

  private void awaitTexts(Map<String, String> expected) {
    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(() -> assertThat(notes.texts()).isEqualTo(expected));
  }

  /** The receiver is told a moment after the watch says that it is stale. */
  private void awaitOutage() {
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> watch.staleSince().isPresent() && notes.outage.isPresent());
  }

  private void awaitWatch() {
    awaitTexts(Map.of());
    put("first", "here");
    awaitTexts(Map.of("first", "here"));
  }

  @Test
  void whatIsThereIsListed() {
    unwatch();
    put("a", "1");
    put("b", "ü");
    watch(kubernetes.adminKubeconfig(), PACE);
    awaitTexts(Map.of("a", "1", "b", "ü"));
  }

  @Test
  void changesAreTold() {
    awaitWatch();
    put("first", "there");
    put("second", "line\nbreak");
    awaitTexts(Map.of("first", "there", "second", "line\nbreak"));
    delete("first");
    awaitTexts(Map.of("second", "line\nbreak"));
    assertThat(notes.lists).hasValue(1);
  }

  @Test
  void quietWatchIsBegunAnewWithoutListing() {
    unwatch();
    var hasty = new Pace(Duration.ofSeconds(2), Duration.ofMillis(50), SHORT, SHORT);
    watch(kubernetes.adminKubeconfig(), hasty);
    awaitWatch();
    for (int i = 0; i < 20; i++) {
      put("first", "change " + i);
      awaitTexts(Map.of("first", "change " + i));
    }
    assertThat(notes.changes).hasValue(21);
    await().untilAsserted(() -> assertThat(watch.staleSince()).isEmpty());
  }

  @Test
  void changesDuringACutAreFoundAfterIt() {
    awaitWatch();
    link.cut();
    await().until(() -> watch.staleSince().isPresent());
    put("second", "while cut");
    delete("first");
    link.mend();
    awaitTexts(Map.of("second", "while cut"));
    await().untilAsserted(() -> assertThat(watch.staleSince()).isEmpty());
    assertThat(notes.lists).hasValue(1);
  }

  @Test
  void versionThatTheServerHasForgottenIsListedAnew() throws Exception {
    awaitWatch();
    link.cut();
    await().until(() -> watch.staleSince().isPresent());
    put("second", "while cut");
    delete("first");
    kubernetes.kill(); // it remembers no changes from before
    kubernetes.restart();
    link.mend();
    awaitTexts(Map.of("second", "while cut"));
    assertThat(notes.lists).hasValue(2);
    put("third", "watched again");
    awaitTexts(Map.of("second", "while cut", "third", "watched again"));
  }

  @Test
  void serverThatIsKilledIsFoundAgain() throws Exception {
    awaitWatch();
    kubernetes.kill();
    awaitOutage();
    assertThat(notes.outage).get().isInstanceOf(Outage.Unreachable.class);
    assertThat(notes.texts()).isEqualTo(Map.of("first", "here"));
    kubernetes.restart();
    put("first", "again");
    awaitTexts(Map.of("first", "again"));
    await().untilAsserted(() -> assertThat(watch.staleSince()).isEmpty());
  }

  @Test
  void frozenServerIsNoticedAndItsThawToo() {
    awaitWatch();
    kubernetes.pause();
    awaitOutage();
    assertThat(notes.outage.orElseThrow().reason()).contains("no answer within 2 s");
    kubernetes.resume();
    put("first", "again");
    awaitTexts(Map.of("first", "again"));
    await().untilAsserted(() -> assertThat(watch.staleSince()).isEmpty());
  }

  @Test
  void refusalSaysWhoMayNotDoWhat() {
    unwatch();
    watch(kubernetes.kubeconfig(new ServiceAccount(namespace, "nobody")), PACE);
    await().until(() -> notes.outage.isPresent());
    assertThat(notes.outage)
        .get()
        .isInstanceOfSatisfying(
            Outage.Refused.class,
            refused -> {
              assertThat(refused.status()).isEqualTo(403);
              assertThat(refused.reason())
                  .contains("configmaps is forbidden: User \"system:serviceaccount:")
                  .contains("/api/v1/namespaces/" + namespace + "/configmaps");
            });
  }

  @Test
  void closedOneTellsNothingMore() {
    awaitWatch();
    watch.close();
    put("first", "later");
    var others = new Notes();
    try (var other = watch(server, others, PACE)) {
      await().until(() -> others.texts().equals(Map.of("first", "later")));
      put("first", "still later");
      await().until(() -> others.texts().equals(Map.of("first", "still later")));
      assertThat(other.outage()).isEmpty();
    }
    assertThat(notes.texts()).isEqualTo(Map.of("first", "here"));
  }
}
