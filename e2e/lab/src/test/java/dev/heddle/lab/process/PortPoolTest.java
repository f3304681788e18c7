package dev.heddle.lab.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.lab.Daemon;
import dev.heddle.lab.Endpoint;
import dev.heddle.lab.LabShape;
import dev.heddle.lab.PortMap;
import dev.heddle.lab.Role;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PortPoolTest {
  private static final LabShape SHAPE = LabShape.separate(2, 1024).withZooKeeper();
  private static final PortMap NONE = PortMap.of(Map.of());

  @Test
  void everyEndpointGetsAPortOfItsOwn() {
    PortMap ports = PortPool.choose(SHAPE, NONE, Set.of());

    assertThat(ports.byKey()).hasSize(19);
    assertThat(new HashSet<>(ports.byKey().values())).hasSize(19);
  }

  @Test
  void aRememberedPortIsKeptWhileItIsFree() throws IOException {
    int free = freePort();

    PortMap ports = PortPool.choose(SHAPE, PortMap.of(Map.of("nn.rpc", free)), Set.of());

    assertThat(ports.of(Endpoint.NAMENODE_RPC)).isEqualTo(free);
  }

  @Test
  void aRememberedPortThatSomebodyElseTookIsReplaced() throws IOException {
    try (ServerSocket other = listen()) {
      PortMap remembered = PortMap.of(Map.of("nn.rpc", other.getLocalPort()));

      PortMap ports = PortPool.choose(SHAPE, remembered, Set.of());

      assertThat(ports.of(Endpoint.NAMENODE_RPC)).isNotEqualTo(other.getLocalPort());
    }
  }

  @Test
  void aRunningDaemonKeepsItsPortsAlthoughTheyAreTakenByItself() throws IOException {
    try (ServerSocket daemon = listen()) {
      PortMap before = PortPool.choose(SHAPE, NONE, Set.of());
      Map<String, Integer> changed = new java.util.TreeMap<>(before.byKey());
      changed.put("nn.rpc", daemon.getLocalPort());

      PortMap ports = PortPool.choose(SHAPE, PortMap.of(changed), Set.of(Daemon.of(Role.NAMENODE)));

      assertThat(ports.of(Endpoint.NAMENODE_RPC)).isEqualTo(daemon.getLocalPort());
    }
  }

  @Test
  void aTakenUsualPortIsEvaded() throws IOException {
    int usual = Endpoint.NAMENODE_RPC.usualPort(Daemon.of(Role.NAMENODE));
    try (ServerSocket other = new ServerSocket()) {
      if (PortPool.isFree(usual)) {
        other.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), usual));
      }

      PortMap ports = PortPool.choose(SHAPE, NONE, Set.of());

      assertThat(ports.of(Endpoint.NAMENODE_RPC)).isGreaterThan(usual).isLessThan(32_768);
    }
  }

  private static ServerSocket listen() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = listen()) {
      return socket.getLocalPort();
    }
  }
}
