package dev.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.cli.Operator.Result;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ResourceKey;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Containers of services, and the cluster they run on, from the command line. */
@Timeout(60)
class ContainerCommandsTest {

  private static final ResourceKey ETL = Kinds.APPLICATION.key("team-a", "etl");
  private static final String STATUS =
      """
      {"phase": "Ready", "startedAt": "2026-11-23T01:01:00Z",
       "run": {"applicationId": "application_1700000000000_0001", "launchHash": "x", "number": 1,
               "submitted": true, "reservedAt": "2026-11-23T01:00:00Z"},
       "services": [
         {"name": "db", "desired": 1, "ready": 1, "restarts": 0, "instances": [
           {"id": "db_0", "state": "Ready", "containerId": "container_1_0001_01_000002",
            "host": "node1", "restarts": 2, "since": "2026-11-23T01:02:00Z"}]},
         {"name": "worker", "desired": 1, "ready": 0, "restarts": 1, "instances": [
           {"id": "worker_0", "state": "Failed", "containerId": "container_1_0001_01_000003",
            "host": "node2", "restarts": 0, "since": "2026-11-23T01:03:00Z"},
           {"id": "worker_1", "state": "Requested", "restarts": 0,
            "since": "2026-11-23T01:04:00Z"}]}]}
      """;

  @TempDir Path directory;
  private Operator operator;

  @BeforeEach
  void start() {
    operator = new Operator(directory);
    Path file =
        Operator.write(
            directory,
            "etl.yaml",
            """
            apiVersion: heddle.dev/v1
            kind: Application
            metadata: {name: etl, namespace: team-a}
            spec:
              services:
                db: {resources: {memory: 512, vcores: 1}, script: db}
                worker: {resources: {memory: 512, vcores: 1}, script: work, depends: [db]}
            """);
    assertThat(operator.run("apply", "-f", file.toString()).code()).isZero();
    operator.applications.run(ETL);
    operator.applicationStatus("team-a", "etl", STATUS);
  }

  @AfterEach
  void stop() {
    operator.close();
  }

  private int instances(String service) {
    return operator
        .store
        .get(Kinds.APPLICATION, "team-a", "etl")
        .orElseThrow()
        .at("/spec/services/" + service + "/instances")
        .asInt();
  }

  @Test
  void containersAreListedAndThoseThatAreOverOnlyWhenAskedFor() {
    assertThat(operator.run("container", "ls", "etl").out())
        .isEqualTo(
            """
            SERVICE   ID         STATE       RUNTIME   RESTARTS   NODE    CONTAINER_ID
            db        db_0       READY       3m        2          node1   container_1_0001_01_000002
            worker    worker_1   REQUESTED   60s       0          -       -
            """);
    assertThat(operator.run("container", "ls", "etl", "-a", "--service", "worker").out().lines())
        .hasSize(3);
    assertThat(operator.run("container", "ls", "etl", "-s", "failed").out()).contains("worker_0");
    assertThat(operator.run("container", "ls", "etl", "-o", "json").out())
        .contains("\"id\" : \"db_0\"");
    assertThat(operator.run("container", "ls", "etl", "-o", "yaml").out()).contains("id: db_0");
  }

  @Test
  void aContainerIsEndedByItsName() {
    assertThat(operator.run("container", "kill", "etl", "--id", "db_0").code()).isZero();
    assertThat(operator.applications.endedContainers(ETL)).containsExactly("db_0");

    Result unknown = operator.run("container", "kill", "etl", "--id", "db_7");
    assertThat(unknown.code()).isEqualTo(1);
    assertThat(unknown.err()).contains("no running container 'db_7'");
  }

  @Test
  void scalingChangesTheSpecByANumberOrADifference() {
    assertThat(operator.run("container", "scale", "etl", "-s", "worker", "--number", "4").out())
        .isEqualTo("worker of etl is scaled to 4\n");
    assertThat(instances("worker")).isEqualTo(4);

    operator.run("container", "scale", "etl", "-s", "worker", "--delta", "-3");
    assertThat(instances("worker")).isEqualTo(1);
    assertThat(instances("db")).isEqualTo(1);
  }

  @Test
  void waitingForAScaleMeansThatManyReadyOnes() {
    operator.control(
        Kinds.APPLICATION,
        object ->
            object.at("/spec/services/worker/instances").asInt() == 1
                ? Optional.empty()
                : Optional.of(
                    """
                    {"phase": "Ready", "observedGeneration": 9,
                     "services": [{"name": "worker", "desired": 2, "ready": 2, "instances": [
                       {"id": "worker_0", "state": "Failed"}, {"id": "worker_1", "state": "Ready"},
                       {"id": "worker_2", "state": "Ready"}]}]}
                    """));

    Result result =
        operator.run("container", "scale", "etl", "-s", "worker", "--number", "2", "--wait");

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(
            operator
                .run(
                    "container",
                    "scale",
                    "etl",
                    "-s",
                    "worker",
                    "--number",
                    "1",
                    "--wait",
                    "--timeout",
                    "0s")
                .err())
        .contains("is not scaled to 1 after 0s");
  }

  @Test
  void insideAContainerTheCurrentApplicationNeedsNoName() {
    assertThat(operator.run("container", "ls", "current").err())
        .contains("there is no current application");
    operator.with("HEDDLE_APPLICATION_ID", "application_1700000000000_0001");
    assertThat(operator.run("container", "ls", "current").out()).contains("db_0");
  }

  @Test
  void scalingWhatIsNotThereOrBelowNothingIsRefused() {
    Result missing = operator.run("container", "scale", "etl", "-s", "wroker", "--number", "2");
    assertThat(missing.code()).isEqualTo(1);
    assertThat(missing.err()).contains("no service wroker").contains("db, worker");
    Result below = operator.run("container", "scale", "etl", "-s", "db", "--delta", "-2");
    assertThat(below.code()).isEqualTo(1);
    assertThat(below.err()).contains("cannot have -1 containers");
    assertThat(operator.run("container", "scale", "etl", "-s", "db").code()).isEqualTo(2);
  }

  @Test
  void nodesAndQueuesAreWhatYarnSays() {
    assertThat(operator.run("nodes").out())
        .contains("node1:8041   /default-rack   RUNNING   2            2048/8192    2/8");
    assertThat(operator.run("queues").out()).contains("root.research   RUNNING   50.0");
    assertThat(operator.run("queues", "-o", "json").out()).contains("\"name\" : \"root\"");
  }

  @Test
  void aContainersLogIsPrintedByItsName() {
    operator.applications.print(ETL, "db_0", "one\ntwo\n");

    assertThat(operator.run("logs", "application/etl", "--container", "db_0", "--tail", "1").out())
        .isEqualTo("two\n");
  }

  @Test
  void linesOfAllContainersSayWhoseTheyAre() {
    operator.applicationStatus(
        "team-a",
        "etl",
        STATUS.replace("Requested\"", "Ready\", \"containerId\": \"container_1_0001_01_000004\""));
    operator.applications.print(ETL, "db_0", "one\ntwo\n");
    operator.applications.print(ETL, "worker_0", "of one that is over\n");
    operator.applications.print(ETL, "worker_1", "begun");

    assertThat(operator.run("application", "logs", "etl", "--all-containers").out())
        .isEqualTo("[db_0] one\n[db_0] two\n[worker_1] begun\n");
    CompletableFuture<Result> following =
        CompletableFuture.supplyAsync(
            () -> operator.run("logs", "application/etl", "--all-containers", "-f"));
    operator.applications.print(ETL, "worker_1", " and ended\nmore\n");
    operator.applications.print(ETL, "worker_2", "begun later\n");
    operator.applicationStatus("team-a", "etl", begunLater(""));
    operator.run("application", "kill", "etl");
    operator.applicationStatus(
        "team-a", "etl", begunLater("\"finishedAt\": \"2026-11-23T01:05:00Z\","));
    assertThat(following.join().out().lines())
        .containsExactlyInAnyOrder(
            "[db_0] one",
            "[db_0] two",
            "[worker_1] begun and ended",
            "[worker_1] more",
            "[worker_2] begun later");
  }

  private static String begunLater(String more) {
    return STATUS
        .replace("\"phase\"", more + "\"phase\"")
        .replace("\"Requested\"", "\"Ready\"")
        .replace(
            "{\"id\": \"worker_0\"",
            "{\"id\": \"worker_2\", \"state\": \"Running\", \"restarts\": 0,"
                + " \"since\": \"2026-11-23T01:04:00Z\"}, {\"id\": \"worker_0\"");
  }
}
