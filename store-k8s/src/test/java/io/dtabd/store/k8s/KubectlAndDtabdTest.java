package io.dtabd.store.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dtabd.dtab.Dtab;
import io.dtabd.k8s.tests.KubeApiServer;
import io.dtabd.k8s.tests.KubectlProxy;
import io.dtabd.k8s.tests.ServiceAccount;
import io.dtabd.live.State;
import io.dtabd.store.DtabStore;
import io.dtabd.store.Namespace;
import io.dtabd.store.Revision;
import io.dtabd.store.VersionedDtab;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of one object that dtabd, kubectl and others write. */
class KubectlAndDtabdTest {

  private static final Namespace NS = new Namespace("internal");
  private static final String COMMENTED = "# until friday\n/svc => /a ;\n";

  @TempDir private Path folder;
  private Cluster cluster;
  private DtabStore store;

  @BeforeEach
  void open() throws Exception {
    cluster = Cluster.open(folder);
    store = cluster.store();
  }

  @AfterEach
  void close() {
    store.close();
    cluster.close();
  }

  @Test
  void whatKubectlEditChangesCountsOverTheTextThatWasWritten() throws Exception {
    store.create(NS, Dtab.read(COMMENTED));
    assertThat(store.read(NS).orElseThrow().dtab().text()).isEqualTo(COMMENTED);

    cluster.run(Map.of("KUBE_EDITOR", "sed -i s,dst:./a,dst:\\ /b,"), "edit", "dtab", "internal");

    Dtab edited = store.read(NS).orElseThrow().dtab();
    assertThat(edited).isEqualTo(Dtab.read("/svc => /b"));
    assertThat(edited.text()).doesNotContain("friday");
  }

  @Test
  void whatOthersKeepInTheMetadataStays() throws Exception {
    cluster.applyDtab(NS, "/svc => /a");
    cluster.run("label", "dtab", "internal", "team=payments");
    store.put(NS, Dtab.read("/svc => /b"));
    assertThat(cluster.run("get", "dtab", "internal", "-o", "yaml"))
        .contains("team: payments", "kubectl.kubernetes.io/last-applied-configuration", "dst: /b");
  }

  @Test
  void appliedAgainAfterAWriteOfDtabdItCounts() throws Exception {
    cluster.applyDtab(NS, "/svc => /a");
    store.put(NS, Dtab.read("/svc => /b ; # tried out\n"));
    cluster.applyDtab(NS, "/svc => /a");
    assertThat(store.read(NS).orElseThrow().dtab().text()).isEqualTo("/svc => /a ;\n");
  }

  @Test
  void listShowsThePrefixesOfEach() throws Exception {
    store.create(NS, Dtab.read("/svc => /a ; /host => /b"));
    assertThat(cluster.run("get", "dtabs")).containsPattern("internal +/svc,?/host|internal +/svc");
    assertThat(cluster.run("get", "dt", "-o", "name")).isEqualTo("dtab.l5d.io/internal\n");
  }

  @Test
  void whatCannotBeADtabIsRefusedByTheServer() {
    assertThatThrownBy(() -> cluster.applyYaml(manifest("- {prefix: svc, dst: /a}")))
        .hasMessageContaining("dentries[0].prefix");
  }

  @Test
  void whatIsWrongWithATableIsAnEventOfItsObject() throws Exception {
    cluster.applyDtab(NS, "/svc => oops");
    await()
        .untilAsserted(
            () ->
                assertThat(cluster.run("get", "events", "-o", "custom-columns=M:.message"))
                    .contains("dentries[0] is not a dentry", "line 1, column 9"));
    assertThat(cluster.run("describe", "dtab", "internal")).contains("InvalidDtab");
  }

  @Test
  void objectThatNamerdWroteIsRead() throws Exception {
    // As namerd sends it: every field of the metadata that it does not know is null.
    cluster
        .server()
        .admin()
        .raw(
            "/apis/l5d.io/v1alpha1/namespaces/" + cluster.namespace() + "/dtabs",
            "POST",
            """
            {"metadata":{"creationTimestamp":null,"labels":null,"name":"internal",\
            "selfLink":null,"uid":null,"resourceVersion":null,"annotations":null},\
            "dentries":[{"prefix":"/svc","dst":"0.90*/a & 0.10*/b"}],\
            "apiVersion":"l5d.io/v1alpha1","kind":"DTab"}""");
    assertThat(store.read(NS).orElseThrow().dtab()).isEqualTo(Dtab.read("/svc => .9*/a & .1*/b"));
    store.put(NS, Dtab.read("/svc => /c"));
  }

  @Test
  void historyKnowsWhatOthersDid() throws Exception {
    store.create(NS, Dtab.read("/svc => /a"));
    cluster.applyDtab(NS, "/svc => /b");
    cluster.applyDtab(NS, "/svc => /c");
    cluster.run("delete", "dtab", "internal");
    await()
        .untilAsserted(
            () ->
                assertThat(store.history(NS).stream().map(Revision::dtab))
                    .containsExactly(
                        Optional.empty(),
                        Optional.of(Dtab.read("/svc => /c")),
                        Optional.of(Dtab.read("/svc => /b")),
                        Optional.of(Dtab.read("/svc => /a"))));
    assertThat(store.history(NS).stream().map(Revision::author))
        .startsWith(Optional.empty(), Optional.of("kubectl-client-side-apply"));
    assertThat(cluster.run("get", "dtabrevisions")).contains("kubectl-client-side-apply");
  }

  @Test
  void whatOthersWroteBeforeDtabdRanIsInTheHistory() throws Exception {
    store.close();
    cluster.applyDtab(NS, "/svc => /a");
    store = cluster.store();
    assertThat(store.history(NS).stream().map(Revision::dtab))
        .containsExactly(Optional.of(Dtab.read("/svc => /a")));
    store.put(NS, Dtab.read("/svc => /b"));
    assertThat(store.history(NS)).hasSize(2);
  }

  @Test
  void rightsThatNamerdHadSufficeForAllButTheHistory() throws Exception {
    String namespace = cluster.namespace();
    cluster.run("create", "serviceaccount", "namerd");
    cluster.run(
        "create",
        "role",
        "namerd",
        "--verb=get,list,watch,create,update",
        "--resource=dtabs.l5d.io");
    cluster.run(
        "create",
        "rolebinding",
        "namerd",
        "--role=namerd",
        "--serviceaccount=" + namespace + ":namerd");
    var account = new ServiceAccount(namespace, "namerd");
    try (KubernetesClient client =
            Cluster.client(cluster.server().kubeconfig(account), Cluster.Patience.LONG);
        DtabStore namerd = cluster.store(client)) {
      await().ignoreExceptions().until(() -> namerd.put(NS, Dtab.read("/svc => /a")) != null);
      var version = namerd.put(NS, Dtab.read("/svc => /b"));
      assertThat(namerd.dtab(NS).now())
          .isEqualTo(State.ok(Optional.of(new VersionedDtab(version, Dtab.read("/svc => /b")))));
      assertThat(namerd.history(NS)).hasSize(1);
    }
  }

  @Test
  void changesMissedWhileTheServerForgotThePastAreFound() throws Exception {
    var other = new Namespace("external");
    store.create(NS, Dtab.read("/svc => /a"));
    store.create(other, Dtab.read("/svc => /a"));
    KubeApiServer server = cluster.server();
    try (var proxy = KubectlProxy.start(folder, cluster.kubeconfig());
        KubernetesClient client = Cluster.client(proxy);
        DtabStore cut = cluster.store(client)) {
      await().until(() -> cut.dtab(other).now() instanceof State.Ok);
      proxy.pause();
      cluster.applyDtab(NS, "/svc => /b");
      cluster.run("delete", "dtab", "external");
      server.forgetThePast();
      proxy.resume();
      await()
          .atMost(Duration.ofMinutes(2))
          .untilAsserted(
              () -> {
                assertThat(cut.dtab(NS).now()).isEqualTo(State.ok(cut.read(NS)));
                assertThat(cut.dtab(other).now()).isEqualTo(State.ok(Optional.empty()));
              });
      assertThat(cut.read(NS).orElseThrow().dtab()).isEqualTo(Dtab.read("/svc => /b"));
    }
  }

  private static String manifest(String dentries) {
    return "apiVersion: l5d.io/v1alpha1\nkind: DTab\nmetadata: {name: internal}\ndentries:\n"
        + dentries
        + "\n";
  }
}
