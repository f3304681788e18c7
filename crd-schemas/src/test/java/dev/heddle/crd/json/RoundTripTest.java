package dev.heddle.crd.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.application.Acls;
import dev.heddle.crd.application.ActivityStatus;
import dev.heddle.crd.application.Application;
import dev.heddle.crd.application.ApplicationSpec;
import dev.heddle.crd.application.ApplicationStatus;
import dev.heddle.crd.application.ContainerRuntime;
import dev.heddle.crd.application.Culling;
import dev.heddle.crd.application.CullingStatus;
import dev.heddle.crd.application.FileResource;
import dev.heddle.crd.application.Hook;
import dev.heddle.crd.application.Hooks;
import dev.heddle.crd.application.HttpGet;
import dev.heddle.crd.application.LogLevel;
import dev.heddle.crd.application.LogPatterns;
import dev.heddle.crd.application.Master;
import dev.heddle.crd.application.Phase;
import dev.heddle.crd.application.PlacementRule;
import dev.heddle.crd.application.Port;
import dev.heddle.crd.application.PortRef;
import dev.heddle.crd.application.Probe;
import dev.heddle.crd.application.QuotaRoom;
import dev.heddle.crd.application.Readiness;
import dev.heddle.crd.application.Resources;
import dev.heddle.crd.application.RestartBackoff;
import dev.heddle.crd.application.RestartPolicy;
import dev.heddle.crd.application.Run;
import dev.heddle.crd.application.RunIn;
import dev.heddle.crd.application.Schedule;
import dev.heddle.crd.application.ScheduleStatus;
import dev.heddle.crd.application.Service;
import dev.heddle.crd.application.ServiceStatus;
import dev.heddle.crd.application.TcpSocket;
import dev.heddle.crd.application.Terms;
import dev.heddle.crd.application.UpdateStrategy;
import dev.heddle.crd.application.Workspace;
import dev.heddle.crd.application.WorkspaceStatus;
import dev.heddle.crd.core.ConfigMap;
import dev.heddle.crd.core.Event;
import dev.heddle.crd.core.Lease;
import dev.heddle.crd.core.Namespace;
import dev.heddle.crd.core.Secret;
import dev.heddle.crd.meta.Condition;
import dev.heddle.crd.meta.ObjectMeta;
import dev.heddle.crd.meta.OwnerReference;
import dev.heddle.crd.meta.Resource;
import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.crd.notebook.Environment;
import dev.heddle.crd.notebook.Notebook;
import dev.heddle.crd.notebook.NotebookClass;
import dev.heddle.crd.notebook.NotebookClassSpec;
import dev.heddle.crd.notebook.NotebookSpec;
import dev.heddle.crd.notebook.NotebookStatus;
import dev.heddle.crd.notebook.Server;
import dev.heddle.crd.policy.CleanupPolicy;
import dev.heddle.crd.policy.CleanupPolicySpec;
import dev.heddle.crd.policy.CleanupPolicyStatus;
import dev.heddle.crd.policy.CleanupRule;
import dev.heddle.crd.policy.Selector;
import dev.heddle.crd.quantity.DataSize;
import dev.heddle.crd.quota.Quota;
import dev.heddle.crd.quota.QuotaSpec;
import dev.heddle.crd.quota.QuotaStatus;
import dev.heddle.crd.rbac.AggregationRule;
import dev.heddle.crd.rbac.ClusterRole;
import dev.heddle.crd.rbac.ClusterRoleBinding;
import dev.heddle.crd.rbac.PolicyRule;
import dev.heddle.crd.rbac.Role;
import dev.heddle.crd.rbac.RoleBinding;
import dev.heddle.crd.rbac.RoleRef;
import dev.heddle.crd.rbac.Subject;
import dev.heddle.crd.schema.Defaults;
import dev.heddle.crd.schema.SchemaValidator;
import dev.heddle.crd.source.Source;
import dev.heddle.crd.source.SourceSpec;
import dev.heddle.crd.source.SourceStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A resource with every field set survives the way to JSON and back, and its schema accepts it. */
class RoundTripTest {

  private static final Instant THEN = Instant.parse("2026-01-31T08:00:00Z");

  private static final Culling CULLING =
      new Culling(
          Duration.ofHours(2),
          Duration.ofMinutes(5),
          Duration.ofMinutes(3),
          Optional.of(Duration.ofDays(2)));

  private static final ActivityStatus ACTIVITY =
      new ActivityStatus(ActivityStatus.State.BUSY, "a kernel is busy", 2, 1, 3, 4);

  private static final Schedule SCHEDULE =
      new Schedule(
          "0 8 * * MON-FRI",
          "0 20 * * *",
          "Europe/Berlin",
          List.of(LocalDate.of(2026, 12, 25)),
          Optional.of(Duration.ofHours(1)),
          Duration.ofHours(3),
          Duration.ofMinutes(5));

  private static final ScheduleStatus SCHEDULE_STATUS =
      new ScheduleStatus(
          ScheduleStatus.State.OUTSIDE,
          Optional.of(THEN),
          Optional.of(THEN),
          Optional.of(THEN),
          Optional.of(THEN),
          Optional.of("it is busy"));

  private static final CullingStatus CULLING_STATUS =
      new CullingStatus(
          Optional.of(THEN),
          Optional.of(THEN),
          Optional.of("kept"),
          Optional.of(THEN),
          Optional.of("h"));
  private static final Condition READY =
      new Condition("Ready", Condition.Status.TRUE, "Serving", "It serves.", 3, THEN);
  private static final ContainerRuntime RUNTIME =
      new ContainerRuntime(
          ContainerRuntime.Type.DOCKER,
          Optional.of("library/python:3.12"),
          List.of(new ContainerRuntime.Mount("/data", "/data", false)),
          List.of("/run"),
          "host",
          "box",
          true);

  private static final Map<String, FileResource> FILES =
      Map.of(
          "data.bin",
          new FileResource("hdfs:///d", FileResource.Type.FILE, FileResource.Visibility.PUBLIC));
  private static final Workspace WORKSPACE =
      new Workspace(
          "hdfs:///user/alice/churn",
          List.of("*.log"),
          DataSize.parse("2 GiB"),
          Duration.ofDays(3));
  private static final WorkspaceStatus FILES_STATUS =
      new WorkspaceStatus(Optional.of(THEN), 2, 1, Optional.of("the quota is used up"));
  private static final Resources RESOURCES =
      new Resources(DataSize.parse("1.5 GB"), 2, 1, 2, Map.of("example.com/disk", 3L));

  private static final List<PolicyRule> RULES =
      List.of(
          PolicyRule.of("heddle.dev", List.of("notebooks"), List.of("get")).named(List.of("one")));

  static Stream<Resource> full() {
    return Stream.of(
        notebook(),
        application(),
        placed(),
        source(),
        notebookClass(),
        quota(),
        policy(),
        event(),
        namespace(),
        secret(),
        new ConfigMap(
            meta("team-a", "settings"), Map.of("size", "small"), Map.of("logo", "aHVudGVyMg==")),
        new Lease(
            meta("team-a", "leader"),
            new Lease.Term(
                Optional.of("one"),
                Optional.of(15),
                Optional.of(THEN),
                Optional.of(THEN),
                Optional.of(2))),
        new Role(meta("team-a", "reader"), RULES),
        new ClusterRole(
            meta("", "system:reader"),
            RULES,
            Optional.of(
                new AggregationRule(
                    List.of(new AggregationRule.Labels(Map.of("example.com/reads", "true")))))),
        new RoleBinding(
            meta("team-a", "readers"),
            List.of(
                Subject.user("ada"),
                Subject.group("readers"),
                new Subject(
                    Subject.Kind.SERVICE_ACCOUNT,
                    Optional.empty(),
                    "robot",
                    Optional.of("team-a"))),
            RoleRef.of(RoleRef.Kind.ROLE, "reader")),
        new ClusterRoleBinding(
            meta("", "all-readers"),
            List.of(Subject.group("readers")),
            RoleRef.of(RoleRef.Kind.CLUSTER_ROLE, "system:reader")));
  }

  @ParameterizedTest
  @MethodSource("full")
  <R extends Resource> void aFullResourceComesBackAsItWas(R resource) {
    ResourceType<R> type = Kinds.of(resource);

    ObjectNode tree = Json.toTree(resource);

    assertThat(Json.fromTree(type, tree)).isEqualTo(resource);
    assertThat(SchemaValidator.validate(type, tree)).isEmpty();
    assertThat(Defaults.apply(type, tree)).isEqualTo(tree);
    assertThat(nulls(tree)).isEmpty();
  }

  @Test
  void everyKindIsTried() {
    assertThat(full().map(resource -> Kinds.of(resource).kind()))
        .hasSameElementsAs(Kinds.all().stream().map(ResourceType::kind).toList());
  }

  @Test
  void anEmptyVariableStaysOne() {
    ObjectNode tree = Json.toTree(notebook());

    assertThat(tree.at("/spec/env/EMPTY").isTextual()).isTrue();
    assertThat(tree.at("/spec/env/EMPTY").asText()).isEmpty();
  }

  @Test
  void timesAreWrittenToTheSecondInUtc() {
    Notebook late =
        notebook()
            .withStatus(
                new NotebookStatus(
                    1,
                    Phase.READY,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    0,
                    Optional.of(Instant.parse("2026-01-31T08:00:00.987654Z")),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of()));

    assertThat(Json.toTree(late).at("/status/startedAt").asText())
        .isEqualTo("2026-01-31T08:00:00Z");
  }

  @Test
  void timesWithAnOffsetAreRead() {
    ObjectNode tree = Json.toTree(namespace());
    tree.withObject("/metadata").put("creationTimestamp", "2026-01-31T09:00:00+01:00");

    assertThat(Json.fromTree(Kinds.NAMESPACE, tree).metadata().creationTimestamp()).contains(THEN);
  }

  @Test
  void aTreeOfAnotherShapeIsRefusedInASentence() {
    ObjectNode tree = Json.toTree(notebook());
    tree.withObject("/spec").put("stopGrace", "soon");

    assertThatThrownBy(() -> Json.fromTree(Kinds.NOTEBOOK, tree))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a valid Notebook")
        .hasMessageContaining("'soon' is not a duration");
  }

  @Test
  void aSecretDoesNotShowItsContent() {
    assertThat(secret().toString()).contains("password").doesNotContain("aHVudGVyMg==");
  }

  private static List<JsonNode> nulls(JsonNode tree) {
    List<JsonNode> found = new ArrayList<>();
    for (JsonNode child : tree) {
      if (child.isNull()) {
        found.add(tree);
      }
      found.addAll(nulls(child));
    }
    return found;
  }

  private static ObjectMeta meta(String namespace, String name) {
    return new ObjectMeta(
        name,
        "",
        namespace,
        "0001",
        "17",
        3,
        Optional.of(THEN),
        Optional.of(THEN),
        Map.of("team", "a"),
        Map.of("heddle.dev/note", "any text"),
        List.of("heddle.dev/yarn"),
        List.of(new OwnerReference("heddle.dev/v1", "Notebook", "n", "0002", true, true)));
  }

  private static Notebook notebook() {
    return new Notebook(
        meta("team-a", "churn"),
        new NotebookSpec(
            Optional.of("small"),
            new Environment(Optional.of("hdfs:///e.tgz"), Optional.empty()),
            RESOURCES,
            "research",
            Optional.of("alice"),
            Server.SERVER,
            List.of("--ServerApp.max_body_size=9"),
            FILES,
            Map.of("A", "b", "EMPTY", ""),
            RunIn.APPLICATION_MASTER,
            "gpu",
            Optional.of(5),
            Optional.of(Duration.ofHours(12)),
            Optional.of(RUNTIME),
            true,
            RestartPolicy.ALWAYS,
            5,
            Duration.ofMinutes(10),
            Optional.empty(),
            Duration.ofSeconds(90),
            Optional.of(WORKSPACE),
            Optional.of(CULLING),
            Optional.of(SCHEDULE),
            Optional.of(UpdateStrategy.ON_RESTART)),
        new NotebookStatus(
            3,
            Phase.BACK_OFF,
            Optional.of("usual"),
            Optional.of("application_1_0001"),
            Optional.of("alice"),
            Optional.of("node1"),
            Optional.of("http://node1:20001/notebooks/team-a/churn/"),
            2,
            Optional.of(THEN),
            Optional.of(THEN),
            Optional.of("service notebook ended with signal 9 (KILL)"),
            Optional.of(FILES_STATUS),
            Optional.of(ACTIVITY),
            Optional.of(CULLING_STATUS),
            Optional.of(SCHEDULE_STATUS),
            List.of(READY)));
  }

  private static Quota quota() {
    QuotaStatus.Used used = new QuotaStatus.Used(3, DataSize.parse("6Gi"), 3, 0);
    return new Quota(
        meta("", "team-a"),
        new QuotaSpec(
            List.of("team-a"),
            List.of("alice"),
            QuotaSpec.Count.PER_OWNER,
            new QuotaSpec.Hard(
                Optional.of(3),
                Optional.of(DataSize.parse("64Gi")),
                Optional.of(16),
                Optional.of(0))),
        new QuotaStatus(2, Optional.of(used), 1, List.of(new QuotaStatus.Share("alice", used, 1))));
  }

  private static NotebookClass notebookClass() {
    return new NotebookClass(
        meta("", "small"),
        new NotebookClassSpec(
            new NotebookClassSpec.Defaults(
                Optional.of(new Environment(Optional.empty(), Optional.of("/opt/python"))),
                Optional.of(
                    new NotebookClassSpec.Reserved(
                        Optional.of(DataSize.parse("1Gi")),
                        Optional.of(1),
                        Optional.of(0),
                        Optional.empty())),
                Optional.of("research"),
                Map.of("A", "b"),
                Optional.of(RunIn.CONTAINER),
                Optional.of("gpu"),
                Optional.of(1),
                Optional.of(Duration.ofHours(2)),
                Optional.of(RestartPolicy.ALWAYS),
                Optional.of(-1),
                Optional.of(Duration.ofHours(1)),
                Optional.of(Duration.ofSeconds(20)),
                Optional.of(CULLING),
                Optional.of(SCHEDULE),
                Optional.of(UpdateStrategy.IMMEDIATE)),
            new NotebookClassSpec.Limits(
                Optional.of(DataSize.parse("2Gi")),
                Optional.of(2),
                Optional.of(0),
                Optional.of(Duration.ofHours(2)),
                Optional.of(Duration.ofHours(9))),
            new NotebookClassSpec.Allowed(
                List.of("team-a"), List.of("alice"), List.of("research"), List.of("/opt/*"))));
  }

  private static Application application() {
    return new Application(
        meta("team-a", "job"),
        new ApplicationSpec(
            "My Job",
            "research",
            Optional.of("alice"),
            RunIn.APPLICATION_MASTER,
            "gpu",
            4,
            Optional.of(3),
            Optional.of(Duration.ofHours(2)),
            Optional.of(
                new LogPatterns(
                    Optional.of(".*"), Optional.of("x"), Optional.of("y"), Optional.of("z"))),
            List.of("demo"),
            List.of("hdfs://other:8020"),
            Optional.of(new Acls(true, List.of("*"), List.of("g"), List.of("u"), List.of("h"))),
            Optional.of(
                new Master(
                    Optional.of(RESOURCES),
                    Optional.empty(),
                    FILES,
                    Map.of(),
                    Optional.of(RUNTIME),
                    LogLevel.DEBUG,
                    Optional.of(FILES.values().iterator().next()))),
            Map.of(
                "db",
                new Service(
                    RESOURCES,
                    Optional.of("db"),
                    List.of(),
                    1,
                    Map.of(),
                    Map.of(),
                    0,
                    Optional.empty(),
                    Optional.empty()),
                "web",
                new Service(
                    RESOURCES,
                    Optional.empty(),
                    List.of("cd /", "exec server"),
                    1,
                    FILES,
                    Map.of("A", "b"),
                    List.of("db"),
                    -1,
                    Duration.ofHours(1),
                    Optional.of(new RestartBackoff(Duration.ofMillis(500), Duration.ofMinutes(1))),
                    true,
                    "ssd",
                    List.of("n1"),
                    List.of("/r1"),
                    true,
                    List.of(),
                    Optional.of(RUNTIME),
                    Optional.of(Duration.ofSeconds(3)),
                    Optional.of(new Readiness("/status", Optional.of("/stop"), "TOKEN")),
                    Optional.of(
                        probe(Optional.empty(), Optional.of(new TcpSocket(new PortRef("http"))))),
                    Optional.of(
                        probe(
                            Optional.of(
                                new HttpGet(
                                    "/up",
                                    Optional.of(new PortRef("8080")),
                                    HttpGet.Scheme.HTTPS,
                                    204,
                                    "TOKEN")),
                            Optional.empty())),
                    Map.of("http", new Port(0, ""), "debug", new Port(0, "30000-30100")),
                    Optional.of(
                        new Hooks(
                            Optional.of(new Hook(List.of("bash", "up"), Duration.ofSeconds(5))),
                            Optional.empty())),
                    Optional.of(WORKSPACE))),
            false,
            RestartPolicy.ON_FAILURE,
            Duration.ofMillis(1500),
            Optional.of(CULLING),
            Optional.of(SCHEDULE),
            true,
            Optional.of(UpdateStrategy.WHEN_IDLE)),
        new ApplicationStatus(
            3,
            Phase.READY,
            Optional.of(
                new Run("application_1_0001", "h", 2, THEN, true, Optional.of(THEN))
                    .withTerms(
                        new Terms(
                            Optional.of(3),
                            Optional.of(Duration.ofHours(2)),
                            Optional.of("research")))
                    .withLaunched("h", Map.of("queue", "1f"))),
            Optional.of("alice"),
            Optional.of("node1"),
            20002,
            Optional.of("http://node1:20001/"),
            1,
            Optional.of(3),
            Optional.of(THEN),
            2,
            1,
            3,
            Optional.of(THEN),
            Optional.of(THEN),
            Optional.of(THEN),
            Optional.of(THEN),
            Optional.of("FAILED"),
            Optional.of("exit 1"),
            Optional.of(FILES_STATUS),
            Map.of("http", 20003),
            Optional.of("service web ended with exit code 3"),
            List.of(
                new ServiceStatus(
                    "web",
                    2,
                    1,
                    3,
                    List.of(
                        new ServiceStatus.Instance(
                            "web_0",
                            ServiceStatus.State.READY,
                            Optional.of("container_1"),
                            Optional.of("node1"),
                            20443,
                            1,
                            Optional.of(THEN),
                            Optional.of("said so"),
                            Map.of("http", 20003))))),
            Optional.of(ACTIVITY),
            Optional.of(CULLING_STATUS),
            Optional.of(SCHEDULE_STATUS),
            Optional.of(
                QuotaRoom.waitingSince(THEN)
                    .granted(THEN, DataSize.parse("2Gi"), 2, 1)
                    .withMessage(Optional.of("1st of 2 in line"))),
            List.of(READY)));
  }

  /** Rules of placement go with no other word on the place. */
  private static Application placed() {
    Service apart =
        new Service(
            RESOURCES,
            Optional.of("db"),
            List.of(),
            1,
            Map.of(),
            Map.of(),
            List.of(),
            0,
            Duration.ofHours(1),
            Optional.empty(),
            false,
            "",
            List.of(),
            List.of(),
            false,
            List.of(
                new PlacementRule(
                    PlacementRule.Relation.CARDINALITY,
                    List.of("db"),
                    PlacementRule.Scope.RACK,
                    Optional.of(1),
                    Optional.of(2))),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            Optional.empty(),
            Optional.empty());
    ApplicationSpec spec = application().spec();
    return new Application(
        meta("team-a", "placed"),
        new ApplicationSpec(
            spec.name(),
            spec.queue(),
            spec.user(),
            spec.runIn(),
            "",
            1,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Map.of("db", apart),
            false,
            RestartPolicy.NEVER,
            Duration.ofSeconds(1),
            Optional.empty(),
            Optional.empty(),
            false,
            Optional.empty()),
        ApplicationStatus.unobserved());
  }

  private static Probe probe(Optional<HttpGet> get, Optional<TcpSocket> tcp) {
    return new Probe(
        get,
        tcp,
        Optional.empty(),
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        Duration.ofSeconds(3),
        4,
        1);
  }

  private static Source source() {
    return new Source(
        meta("", "specs"),
        new SourceSpec(
            "hdfs:///specs", Duration.ofMinutes(1), false, new SourceSpec.Guard(1, 2), true),
        new SourceStatus(
            3,
            Optional.of("r1"),
            Optional.of("r2"),
            List.of(new ResourceKey("Notebook", "team-a", "old")),
            List.of(
                new SourceStatus.Entry(
                    new ResourceKey("Notebook", "team-a", "churn"), "0001", "a/b.yaml", "alice")),
            List.of(new SourceStatus.FileError("a/c.yaml", "wrong")),
            List.of(READY)));
  }

  private static CleanupPolicy policy() {
    CleanupPolicyStatus.Target target =
        new CleanupPolicyStatus.Target("Notebook", "team-a", "churn", "0001");
    CleanupPolicyStatus.Item item =
        new CleanupPolicyStatus.Item(
            target,
            "over",
            CleanupPolicyStatus.Action.DELETE,
            THEN,
            "stopped for 3d",
            Optional.of("kept"));
    return new CleanupPolicy(
        meta("", "tidy"),
        new CleanupPolicySpec(
            CleanupPolicySpec.Mode.ENFORCE,
            5,
            new Selector(
                List.of(Selector.Kind.NOTEBOOK),
                List.of("team-a"),
                Map.of("tier", "scratch"),
                List.of("small"),
                List.of("alice"),
                List.of("research")),
            List.of(
                rule("unused", Optional.of(CULLING), Optional.empty(), Optional.empty()),
                rule(
                    "old",
                    Optional.empty(),
                    Optional.of(
                        new CleanupRule.MaxAge(Duration.ofDays(7), CleanupRule.WhenBusy.STOP)),
                    Optional.empty()),
                rule(
                    "over",
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(
                        new CleanupRule.Finished(
                            Duration.ofDays(3),
                            List.of(CleanupRule.Phase.FAILED),
                            CleanupRule.Files.DELETE)))),
            Optional.of(new CleanupPolicySpec.Limits(1, 2)),
            new CleanupPolicySpec.Guard(3, 4)),
        new CleanupPolicyStatus(
            3,
            9,
            2,
            7,
            List.of(item),
            List.of(item),
            Optional.of("r1"),
            List.of(target),
            List.of(
                new CleanupPolicyStatus.Deletion(
                    target, "over", "alice", List.of("/w"), List.of("/w"), THEN)),
            Optional.of(new CleanupPolicyStatus.Hour(THEN, 2)),
            List.of(READY)));
  }

  private static CleanupRule rule(
      String name,
      Optional<Culling> idle,
      Optional<CleanupRule.MaxAge> maxAge,
      Optional<CleanupRule.Finished> finished) {
    return new CleanupRule(
        name, idle, maxAge, finished, Optional.empty(), Optional.empty(), Optional.empty());
  }

  private static Event event() {
    return new Event(
        meta("team-a", "churn.1"),
        new Event.InvolvedObject("heddle.dev/v1", "Notebook", "team-a", "churn", "0001"),
        "Warning",
        "Killed",
        "It was killed.",
        new Event.EventSource("operator"),
        2,
        THEN,
        THEN);
  }

  private static Namespace namespace() {
    return new Namespace(meta("", "team-a"));
  }

  private static Secret secret() {
    return new Secret(meta("team-a", "token"), "Opaque", Map.of("password", "aHVudGVyMg=="));
  }
}
