package io.dtabd.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.NameTree.Alt;
import io.dtabd.dtab.NameTree.Union;
import io.dtabd.dtab.NameTree.Weighted;
import io.dtabd.dtab.Path;
import io.dtabd.live.Live;
import io.dtabd.live.State;
import io.dtabd.naming.Addr;
import io.dtabd.naming.BoundName;
import io.dtabd.naming.Endpoint;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BoundTreeJsonTest {

  private static final InetAddress LOCAL = InetAddress.ofLiteral("127.0.0.1");

  @Test
  void leafShowsIdResidualAndAddresses() {
    assertThat(written(leaf(bound(new Endpoint(LOCAL, 7778)), OptionalDouble.empty())))
        .isEqualTo(
            """
            {"type":"leaf","bound":{"addr":{"type":"bound","addrs":[{"ip":"127.0.0.1","port":7778,"meta":{}}],"meta":{}},"id":"/#/io.l5d.fs/a","path":"/rest"}}""");
  }

  @Test
  void endsWithoutAddressesShowOnlyTheirType() {
    assertThat(written(NameTree.neg())).isEqualTo("{\"type\":\"neg\"}");
    assertThat(written(NameTree.fail())).isEqualTo("{\"type\":\"fail\"}");
    assertThat(written(NameTree.empty())).isEqualTo("{\"type\":\"empty\"}");
  }

  @Test
  void weightOfTheBranchTravelsInTheMetaOfItsAddresses() {
    assertThat(written(leaf(bound(), OptionalDouble.of(3))))
        .contains("\"meta\":{\"namer_nametree_weight\":3.0}");
  }

  @Test
  void unionShowsWeightsAndTrees() {
    assertThat(
            written(
                new Union<>(
                    List.of(
                        new Weighted<>(3, NameTree.neg()), new Weighted<>(0.5, NameTree.fail())))))
        .isEqualTo(
            """
            {"type":"union","union":[{"weight":3.0,"tree":{"type":"neg"}},{"weight":0.5,"tree":{"type":"fail"}}]}""");
  }

  @Test
  void altShowsItsTrees() {
    assertThat(written(new Alt<>(List.of(NameTree.neg(), NameTree.empty()))))
        .isEqualTo("{\"type\":\"alt\",\"alt\":[{\"type\":\"neg\"},{\"type\":\"empty\"}]}");
  }

  @Test
  void endpointShowsItsWeightAndNode() {
    var endpoint = new Endpoint(LOCAL, 1, OptionalDouble.of(2.5), Optional.of("node-1"));

    assertThat(written(leaf(bound(endpoint), OptionalDouble.empty())))
        .contains("\"meta\":{\"nodeName\":\"node-1\",\"endpoint_addr_weight\":2.5}");
  }

  @Test
  void addressesThatAreNotThereSayWhy() {
    assertThat(address(State.pending())).contains("\"addr\":{\"type\":\"pending\"}");
    assertThat(address(State.ok(new Addr.Neg()))).contains("\"addr\":{\"type\":\"neg\"}");
    assertThat(address(State.failed("no \"disk\"")))
        .contains("\"addr\":{\"type\":\"failed\",\"cause\":\"no \\\"disk\\\"\"}");
  }

  @Test
  void equalSetsOfEndpointsAreWrittenAlike() {
    var one = new Endpoint(LOCAL, 1);
    var two = new Endpoint(LOCAL, 2);

    assertThat(written(leaf(bound(one, two), OptionalDouble.empty())))
        .isEqualTo(written(leaf(bound(two, one), OptionalDouble.empty())));
  }

  private static String address(State<Addr> state) {
    return written(leaf(state, OptionalDouble.empty()));
  }

  private static State<Addr> bound(Endpoint... endpoints) {
    return State.ok(new Addr.Bound(Set.of(endpoints)));
  }

  private static NameTree<BoundName> leaf(State<Addr> addr, OptionalDouble weight) {
    return NameTree.leaf(
        new BoundName(
            Path.read("/#/io.l5d.fs/a"), Path.read("/rest"), Live.constant(addr), weight));
  }

  private static String written(NameTree<BoundName> tree) {
    return new String(Json.bytes(out -> BoundTreeJson.write(tree, out)), UTF_8);
  }
}
