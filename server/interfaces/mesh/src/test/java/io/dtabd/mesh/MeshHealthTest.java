package io.dtabd.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MeshHealthTest {

  @TempDir private Path disco;
  private MeshFixture fixture;
  private ManagedChannel channel;

  @BeforeEach
  void start() {
    fixture = MeshFixture.of(disco, Map.of());
    channel = NettyChannelBuilder.forAddress(fixture.address()).usePlaintext().build();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    fixture.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "io.linkerd.mesh.Interpreter",
        "io.linkerd.mesh.Resolver",
        "io.linkerd.mesh.Delegator",
        "io.linkerd.mesh.Codec"
      })
  void servesUntilItIsToldToStop(String service) {
    Iterator<HealthCheckResponse> health =
        HealthGrpc.newBlockingStub(channel)
            .watch(HealthCheckRequest.newBuilder().setService(service).build());
    assertThat(health.next().getStatus()).isEqualTo(ServingStatus.SERVING);

    fixture.server().drain();

    assertThat(health.next().getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
  }
}
