package dev.heddle.operator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.appmaster.protocol.SkeinSpec;
import dev.heddle.crd.application.Application;
import dev.heddle.crd.application.ApplicationSpec;
import dev.heddle.crd.application.Master;
import dev.heddle.crd.application.Resources;
import dev.heddle.crd.application.RestartPolicy;
import dev.heddle.crd.application.RunIn;
import dev.heddle.crd.application.Service;
import dev.heddle.crd.json.Json;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.Annotations;
import dev.heddle.crd.meta.ObjectMeta;
import dev.heddle.crd.quantity.DataSize;
import dev.heddle.operator.yarn.LaunchService;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LaunchSpecTest {

  @Test
  void commandsRunInOrderAndStopAtTheFirstThatFails() {
    ApplicationSpec spec =
        spec(Map.of("jupyter", service(List.of("cd work", "jupyter notebook"), 1)), false);
    assertThat(Shape.of(spec).orElseThrow().process().orElseThrow().script())
        .isEqualTo("set -e -x\ncd work\njupyter notebook\n");
    assertThat(Shape.of(spec).orElseThrow().process().orElseThrow().name()).isEqualTo("jupyter");
  }

  @Test
  void aMasterScriptAloneIsTheProcess() {
    ApplicationSpec spec = spec(Map.of(), true);
    assertThat(Shape.of(spec).orElseThrow().process().orElseThrow().script())
        .isEqualTo("python driver.py");
  }

  @Test
  void oneProcessRunsBesideTheApplicationMasterAndMoreInContainers() {
    Service one = service(List.of("true"), 1);
    assertThat(shape(spec(Map.of("a", one), false)).services()).isEmpty();
    assertThat(shape(spec(Map.of("a", service(List.of("true"), 2)), false)).process()).isEmpty();
    assertThat(shape(spec(Map.of("a", one, "b", one), false)).services())
        .extracting(LaunchService::name)
        .containsExactly("a", "b");
    assertThat(shape(spec(Map.of("a", one), true)).process()).isPresent();
    assertThat(shape(spec(Map.of("a", one), true)).services()).hasSize(1);
    assertThat(Shape.of(spec(Map.of(), false))).isEmpty();
  }

  @Test
  void aServiceComesAfterThoseItDependsOn() {
    assertThat(
            shape(
                    spec(
                        Map.of("a", dependingOn("c"), "b", dependingOn("a"), "c", dependingOn()),
                        false))
                .services())
        .extracting(LaunchService::name)
        .containsExactly("c", "a", "b");
  }

  @Test
  void theHashStaysWithTheNumberOfContainersButNotWithTheShape() {
    Service one = service(List.of("true"), 1);
    Service two = service(List.of("true"), 2);
    Service three = service(List.of("true"), 3);
    assertThat(hash(application(Map.of("a", two)), Optional.empty()))
        .isEqualTo(hash(application(Map.of("a", three)), Optional.empty()))
        .isNotEqualTo(hash(application(Map.of("a", one)), Optional.empty()));
  }

  private static Shape shape(ApplicationSpec spec) {
    return Shape.of(spec).orElseThrow();
  }

  private static Service dependingOn(String... others) {
    return new Service(
        new Resources(DataSize.parse("1Gi"), 1),
        Optional.of("true"),
        List.of(),
        1,
        Map.of(),
        Map.of(),
        List.of(others),
        0,
        Duration.ofMinutes(10),
        Optional.empty(),
        false,
        "",
        List.of(),
        List.of(),
        false,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void theHashOutlivesTheStore() {
    Application application = application(Map.of("a", service(List.of("true"), 1)));
    Application read = Json.fromTree(Kinds.APPLICATION, Json.toTree(application));
    assertThat(hash(read, Optional.of("t"))).isEqualTo(hash(application, Optional.of("t")));
  }

  /**
   * When this fails, an upgrade of the operator restarts every running application: give a new
   * field a default under which the old hash stays.
   */
  @Test
  void theHashOutlivesTheVersion() {
    assertThat(hash(application(Map.of("a", service(List.of("true"), 1))), Optional.of("t")))
        .isEqualTo("fcff41e2a96b9356");
  }

  @Test
  void theHashDoesNotDependOnTheOrderOfMaps() {
    Map<String, String> forwards = new HashMap<>();
    Map<String, String> backwards = new java.util.LinkedHashMap<>();
    IntStream.range(0, 50).forEach(i -> forwards.put("K" + i, "v"));
    IntStream.iterate(49, i -> i >= 0, i -> i - 1).forEach(i -> backwards.put("K" + i, "v"));
    assertThat(hash(application(Map.of("a", withEnv(forwards))), Optional.empty()))
        .isEqualTo(hash(application(Map.of("a", withEnv(backwards))), Optional.empty()))
        .hasSize(16);
  }

  @Test
  void theHashChangesWithWhatNeedsANewApplication() {
    Application application = application(Map.of("a", service(List.of("true"), 1)));
    String hash = hash(application, Optional.of("t"));
    assertThat(hash(application, Optional.of("another token"))).isNotEqualTo(hash);
    assertThat(hash(application(Map.of("a", service(List.of("false"), 1))), Optional.of("t")))
        .isNotEqualTo(hash);
    assertThat(
            hash(
                application.withMetadata(
                    application.metadata().withAnnotation(Annotations.RESTARTED_AT, "now")),
                Optional.of("t")))
        .isNotEqualTo(hash);
    assertThat(
            new LaunchSpec(
                    application,
                    Shape.of(application.spec()).orElseThrow(),
                    "bob",
                    Optional.of("t"))
                .hash())
        .isNotEqualTo(hash);
  }

  @Test
  void theHashStaysWithWhatDoesNot() {
    Application application = application(Map.of("a", service(List.of("true"), 1)));
    assertThat(hash(application.withSpec(application.spec().withSuspend(true)), Optional.of("t")))
        .isEqualTo(hash(application, Optional.of("t")));
  }

  @Test
  void anotherProtocolIsSpokenFromTheNextStartOnAndStartsNothing() {
    Application application = application(Map.of("a", service(List.of("true"), 1)));
    Application speaking = application.withSpec(speaking(application.spec()));
    LaunchSpec launch =
        new LaunchSpec(
            speaking, Shape.of(speaking.spec()).orElseThrow(), "alice", Optional.empty());

    assertThat(hash(speaking, Optional.of("t"))).isEqualTo(hash(application, Optional.of("t")));
    SkeinSpec told = launch.launch(1, "hash").skein().orElseThrow();
    assertThat(told.name()).isEqualTo("job");
    assertThat(told.user()).isEqualTo("alice");
    assertThat(told.hasDriver()).isFalse();
    assertThat(told.services().get("a").script()).isEqualTo("set -e -x\ntrue\n");
    assertThat(told.services().get("a").memory()).isEqualTo(1024);
  }

  private static ApplicationSpec speaking(ApplicationSpec spec) {
    return new ApplicationSpec(
        spec.name(),
        spec.queue(),
        spec.user(),
        spec.runIn(),
        spec.nodeLabel(),
        spec.maxAttempts(),
        spec.priority(),
        spec.maxLifetime(),
        spec.logs(),
        spec.tags(),
        spec.fileSystems(),
        spec.acls(),
        spec.master(),
        spec.services(),
        spec.suspend(),
        spec.restartPolicy(),
        spec.stopGrace(),
        spec.culling(),
        spec.schedule(),
        true,
        spec.updateStrategy());
  }

  private static String hash(Application application, Optional<String> token) {
    return new LaunchSpec(application, Shape.of(application.spec()).orElseThrow(), "alice", token)
        .hash();
  }

  private static Application application(Map<String, Service> services) {
    return new Application(ObjectMeta.named("team-a", "job"), spec(services, false), null);
  }

  private static Service service(List<String> commands, int instances) {
    return new Service(
        new Resources(DataSize.parse("1Gi"), 1),
        Optional.empty(),
        commands,
        instances,
        Map.of(),
        Map.of(),
        0,
        Optional.empty(),
        Optional.empty());
  }

  private static Service withEnv(Map<String, String> env) {
    return new Service(
        new Resources(DataSize.parse("1Gi"), 1),
        Optional.of("true"),
        List.of(),
        1,
        Map.of(),
        env,
        0,
        Optional.empty(),
        Optional.empty());
  }

  private static ApplicationSpec spec(Map<String, Service> services, boolean driver) {
    return new ApplicationSpec(
        "",
        "default",
        Optional.empty(),
        RunIn.APPLICATION_MASTER,
        "",
        1,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        List.of(),
        Optional.empty(),
        driver
            ? Optional.of(
                new Master(Optional.empty(), Optional.of("python driver.py"), Map.of(), Map.of()))
            : Optional.empty(),
        services,
        false,
        RestartPolicy.NEVER,
        Duration.ofSeconds(10),
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.empty());
  }
}
