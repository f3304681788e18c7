package dev.heddle.appmaster.yarn;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.appmaster.container.AgentLog;
import dev.heddle.appmaster.container.StateFile;
import dev.heddle.appmaster.protocol.ContainerNeeds;
import dev.heddle.appmaster.protocol.FinalStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.yarn.api.protocolrecords.AllocateResponse;
import org.apache.hadoop.yarn.api.protocolrecords.RegisterApplicationMasterResponse;
import org.apache.hadoop.yarn.api.records.Container;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.api.records.Token;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistrationTest {
  private static final Optional<String> UNKNOWN = Optional.empty();

  @TempDir private Path directory;
  private final FakeResourceManager resourceManager = new FakeResourceManager();
  private final List<Token> tokens = new ArrayList<>();
  private final Asks asks = new Asks();
  private final List<String> heard = new ArrayList<>();
  private final Registration.Listener listener =
      new Registration.Listener() {
        @Override
        public void registered(RegisterApplicationMasterResponse response, boolean again) {
          heard.add(again ? "registered again" : "registered");
        }

        @Override
        public void answered(AllocateResponse response) throws IOException {
          if (diesBeforeItHasHeard) {
            throw new IOException("killed");
          }
          for (Container container : response.getAllocatedContainers()) {
            heard.add("granted " + container.getAllocationRequestId());
          }
        }

        @Override
        public void renewed(Token token) {
          tokens.add(token);
        }
      };
  private boolean diesBeforeItHasHeard;
  private StateFile file;

  @BeforeEach
  void setUp() {
    file = new StateFile(directory.resolve("response"));
  }

  private Registration agent() {
    return new Registration(resourceManager, file, "node7", 20443, asks, listener);
  }

  @Test
  void aFirstAgentRegistersAndHeartbeats() throws Exception {
    Registration agent = agent();

    assertThat(agent.attach(UNKNOWN)).isEqualTo("registered");
    agent.beat(UNKNOWN);
    agent.beat(Optional.of("http://node7:20001/"));

    assertThat(resourceManager.rpcPort).isEqualTo(20443);
    assertThat(resourceManager.trackingUrls).containsExactly("http://node7:20001/");
    assertThat(file.read()).contains("2\n");
  }

  @Test
  void anAgentThatWasKilledGoesOnWithoutRegistering() throws Exception {
    Registration killed = agent();
    killed.attach(UNKNOWN);
    for (int i = 0; i < 10; i++) {
      killed.beat(UNKNOWN);
    }

    Registration next = agent();
    assertThat(next.attach(UNKNOWN)).isEqualTo("re-attached at response 11");
    next.beat(UNKNOWN);

    assertThat(resourceManager.registrations).isEqualTo(1);
    assertThat(resourceManager.responseId()).isEqualTo(12);
  }

  @Test
  void aKillBetweenTheHeartbeatAndItsRecordIsNoticedByNobody() throws Exception {
    Registration killed = agent();
    killed.attach(UNKNOWN);
    killed.beat(UNKNOWN);
    file.write("0\n");

    agent().attach(UNKNOWN);

    assertThat(resourceManager.registrations).isEqualTo(1);
  }

  @Test
  void aResponseIdFarOutOfStepIsTakenFromTheRefusal() throws Exception {
    Registration killed = agent();
    killed.attach(UNKNOWN);
    for (int i = 0; i < 5; i++) {
      killed.beat(UNKNOWN);
    }
    file.write("1\n");

    Registration next = agent();
    next.attach(UNKNOWN);
    next.beat(UNKNOWN);

    assertThat(resourceManager.registrations).isEqualTo(1);
    assertThat(resourceManager.responseId()).isEqualTo(7);
  }

  @Test
  void aKillBetweenRegistrationAndItsRecordIsHealed() throws Exception {
    agent().attach(UNKNOWN);
    file = new StateFile(directory.resolve("lost"));

    assertThat(agent().attach(UNKNOWN)).isEqualTo("re-attached");
    assertThat(resourceManager.registrations).isEqualTo(1);
  }

  @Test
  void aRestartedResourceManagerIsRegisteredWithAnew() throws Exception {
    Registration agent = agent();
    agent.attach(UNKNOWN);
    agent.beat(UNKNOWN);
    resourceManager.restart();

    agent.beat(Optional.of("http://node7:20001/"));
    agent.beat(UNKNOWN);

    assertThat(resourceManager.registrations).isEqualTo(2);
    assertThat(resourceManager.trackingUrls).containsExactly("http://node7:20001/");
    assertThat(file.read()).contains("2\n");
  }

  @Test
  void theEndIsRecordedEvenWithAResourceManagerThatJustRestarted() throws Exception {
    Registration agent = agent();
    agent.attach(UNKNOWN);
    resourceManager.restart();

    assertThat(agent.finish(FinalApplicationStatus.SUCCEEDED, "quit", "")).isTrue();
    assertThat(resourceManager.ends).containsExactly("SUCCEEDED: quit");
  }

  @Test
  void anEndBeforeTheFirstRegistrationRegistersFirst() throws Exception {
    assertThat(agent().finish(FinalApplicationStatus.FAILED, "no python", "")).isTrue();
    assertThat(resourceManager.ends).containsExactly("FAILED: no python");
  }

  @Test
  void aRolledTokenIsHandedOver() throws Exception {
    Token rolled = Token.newInstance(new byte[] {1}, "YARN_AM_RM_TOKEN", new byte[] {2}, "rm");
    Registration agent = agent();
    agent.attach(UNKNOWN);
    resourceManager.rollToken(rolled);

    agent.beat(UNKNOWN);

    assertThat(tokens).containsExactly(rolled);
  }

  private static ContainerNeeds needs() {
    return new ContainerNeeds(512, 1, Map.of(), "", List.of(), List.of(), true);
  }

  @Test
  void aRequestIsSaidOnceAndItsContainerHeardOf() throws Exception {
    Registration agent = agent();
    agent.attach(UNKNOWN);
    asks.ask(7, 1, needs());

    agent.beat(UNKNOWN);
    agent.beat(UNKNOWN);
    agent.beat(UNKNOWN);

    assertThat(resourceManager.asked).containsExactly("7 x 1");
    assertThat(heard).containsExactly("registered", "granted 7");
  }

  @Test
  void aContainerGivenToAnAgentThatWasKilledBeforeItHeardIsGivenToTheNext() throws Exception {
    Registration killed = agent();
    killed.attach(UNKNOWN);
    asks.ask(7, 1, needs());
    killed.beat(UNKNOWN);
    diesBeforeItHasHeard = true;
    assertThatThrownBy(() -> killed.beat(UNKNOWN)).hasMessage("killed");
    diesBeforeItHasHeard = false;

    agent().attach(UNKNOWN);

    assertThat(heard).containsExactly("registered", "granted 7");
    assertThat(resourceManager.registrations).isEqualTo(1);
  }

  @Test
  void aRestartedResourceManagerIsToldAllRequestsAgain() throws Exception {
    Registration agent = agent();
    agent.attach(UNKNOWN);
    asks.ask(7, 1, needs());
    asks.ask(8, 1, needs());
    resourceManager.givesNothing();
    agent.beat(UNKNOWN);
    asks.withdraw(8, 1, needs());
    agent.beat(UNKNOWN);
    resourceManager.restart();

    agent.beat(UNKNOWN);

    assertThat(resourceManager.asked).containsExactly("7 x 1", "8 x 1", "8 x 0", "7 x 1");
    assertThat(heard).containsExactly("registered", "registered again");
  }

  @Test
  void theLinkOutlastsFailuresAndRepeatsTheEndUntilItIsOnRecord() {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    AgentLog log =
        new AgentLog(
            new PrintStream(text, true, UTF_8), Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
    List<FinalStatus> finished = new ArrayList<>();
    ResourceManagerLink link =
        new ResourceManagerLink(
            log,
            new ResourceManagerLink.Listener() {
              @Override
              public void finished(FinalStatus status) {
                finished.add(status);
              }

              @Override
              public void disowned() {
                throw new AssertionError("still known");
              }
            });
    resourceManager.failNext(new IOException("connection refused"));
    resourceManager.failNext(new IOException("connection refused"));
    resourceManager.unregisterAfter(3);
    link.announce("http://node7:20001/", true);
    link.finish(FinalStatus.SUCCEEDED, "quit");
    link.finish(FinalStatus.FAILED, "a second end changes nothing");

    link.serve(agent(), Duration.ofSeconds(1));

    assertThat(finished).containsExactly(FinalStatus.SUCCEEDED);
    assertThat(resourceManager.ends).containsExactly("SUCCEEDED: quit");
    assertThat(text.toString(UTF_8))
        .containsOnlyOnce("cannot be reached")
        .contains("the ResourceManager answers again");
  }

  @Test
  void aClusterThatKnowsNoPlacementEndsTheApplicationWithTheRemedy() {
    List<FinalStatus> finished = new ArrayList<>();
    ResourceManagerLink link =
        new ResourceManagerLink(
            new AgentLog(
                new PrintStream(new ByteArrayOutputStream(), true, UTF_8),
                Clock.fixed(Instant.EPOCH, ZoneOffset.UTC)),
            new ResourceManagerLink.Listener() {
              @Override
              public void finished(FinalStatus status) {
                finished.add(status);
              }

              @Override
              public void disowned() {
                throw new AssertionError("still known");
              }
            });
    resourceManager.failNext(
        new IOException(
            "Found non empty SchedulingRequest in AllocateRequest, but the configured"
                + " yarn.resourcemanager.placement-constraints.handler cannot handle placement"
                + " constraints. Rejecting this allocate operation"));

    link.serve(agent(), Duration.ofSeconds(1));

    assertThat(finished).containsExactly(FinalStatus.FAILED);
    assertThat(resourceManager.ends.get(0))
        .startsWith("FAILED: ")
        .contains("yarn.resourcemanager.placement-constraints.handler to scheduler");
  }
}
