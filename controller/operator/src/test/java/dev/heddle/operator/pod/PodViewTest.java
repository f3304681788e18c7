package dev.heddle.operator.pod;

import static dev.heddle.operator.pod.Applications.MASTER_ONLY;
import static dev.heddle.operator.pod.Applications.WITH_WORKERS;
import static dev.heddle.operator.pod.Applications.application;
import static dev.heddle.operator.pod.Applications.notebook;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.schema.SchemaValidator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodViewTest {

  private final PodView pods = new PodView();

  @Test
  void aNotebookIsThePodOfItsApplicationMaster() {
    ObjectNode pod = only(pods.of(notebook("churn", MASTER_ONLY)));

    assertThat(pod.at("/metadata/name").asText()).isEqualTo("churn-am-2");
    assertThat(pod.at("/metadata/namespace").asText()).isEqualTo("team-a");
    assertThat(pod.at("/metadata/labels").toString())
        .isEqualTo(
            "{\"heddle.dev/application\":\"churn\",\"heddle.dev/notebook\":\"churn\","
                + "\"team\":\"red\",\"heddle.dev/service\":\"worker\"}");
    assertThat(pod.at("/metadata/ownerReferences/0/uid").asText()).isEqualTo("uid-churn");
    assertThat(pod.at("/spec/nodeName").asText()).isEqualTo("node-1");
    assertThat(pod.at("/spec/containers/0/name").asText()).isEqualTo("worker");
    assertThat(pod.at("/spec/containers/0/ports/0/containerPort").asInt()).isEqualTo(8888);
    assertThat(pod.at("/spec/containers/0/resources/requests/memory").asText()).isEqualTo("2048Mi");
    assertThat(pod.at("/status/phase").asText()).isEqualTo("Running");
    assertThat(pod.at("/status/containerStatuses/0/ready").asBoolean()).isTrue();
    assertThat(pod.at("/status/containerStatuses/0/restartCount").asInt()).isEqualTo(2);
    assertThat(pod.path("status").has("podIP")).as("node-1 is no address").isFalse();
  }

  @Test
  void eachContainerOfAServiceIsAPodAndTheApplicationMasterAnother() {
    List<ObjectNode> all = pods.of(application("app", WITH_WORKERS));

    assertThat(all)
        .extracting(pod -> pod.at("/metadata/name").asText() + " " + state(pod))
        .containsExactly(
            "app-am-1 Running true", "app-worker-0 Running true",
            "app-worker-1 Pending false", "app-worker-2 Failed false");
    assertThat(all.get(0).at("/spec/containers/0/name").asText()).isEqualTo("master");
    assertThat(all.get(1).at("/status/podIP").asText()).isEqualTo("10.0.0.2");
    assertThat(all.get(1).at("/spec/containers/0/ports/0/name").asText()).isEqualTo("ui");
    assertThat(all.get(2).at("/status/containerStatuses/0/state/waiting/reason").asText())
        .isEqualTo("ContainerRequested");
    assertThat(all.get(3).at("/status/containerStatuses/0/state/terminated/message").asText())
        .isEqualTo("exit code 3");
  }

  @Test
  void podsAreAsTheirSchemaSays() {
    for (ObjectNode pod : pods.of(application("app", WITH_WORKERS))) {
      assertThat(SchemaValidator.validate(Kinds.POD, pod)).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Pending, false, ''", "Stopped, true, ''", "Accepted, false, Pending",
    "Starting, false, Running", "Stopping, false, Running", "Succeeded, true, Succeeded",
    "Failed, true, Failed", "BackOff, true, Failed"
  })
  void theApplicationsPhaseSaysThatOfThePod(String phase, boolean over, String expected) {
    String status = MASTER_ONLY.replace("\"Ready\"", "\"" + phase + "\"");
    List<ObjectNode> made = pods.of(notebook("churn", status));

    assertThat(String.join(",", made.stream().map(p -> p.at("/status/phase").asText()).toList()))
        .isEqualTo(expected);
    assertThat(new ServiceView().of(notebook("churn", status)).isEmpty())
        .isEqualTo(over || expected.isEmpty());
  }

  @Test
  void anotherAttemptIsAnotherPod() {
    String second = MASTER_ONLY.replace("\"attempt\": 1", "\"attempt\": 2");

    ObjectNode one = only(pods.of(notebook("churn", MASTER_ONLY)));
    ObjectNode two = only(pods.of(notebook("churn", second)));

    assertThat(two.at("/metadata/name").asText()).isEqualTo("churn-am-2-2");
    assertThat(two.at("/metadata/uid")).isNotEqualTo(one.at("/metadata/uid"));
  }

  @Test
  void noTwoContainersShareAName() {
    Set<String> names = new HashSet<>();
    int made = 0;
    for (String application : List.of("a", "a-b", "a-am", "a-b-c", "am", "a-am-1")) {
      names.add(PodNames.master(application, 1, 1));
      names.add(PodNames.master(application, 2, 2));
      names.add(PodNames.master(application, 1, 2));
      made += 3;
      for (String service :
          List.of("b", "B", "b-c", "b_c", "bc", "b.c", "am", "1", "2", "c", "_")) {
        names.add(PodNames.instance(application, service + "_1"));
        names.add(PodNames.instance(application, service + "_2"));
        made += 2;
      }
    }

    assertThat(names).hasSize(made);
    assertThat(names).allMatch(name -> name.matches("[a-z0-9]([a-z0-9-]*[a-z0-9])?"));
  }

  @ParameterizedTest
  @CsvSource({"churn", "a", "a-b", "x-am-1"})
  void anApplicationIsFoundByItsPodsNames(String application) {
    assertThat(PodNames.applications(PodNames.master(application, 1, 1))).contains(application);
    assertThat(PodNames.applications(PodNames.master(application, 1, 3))).contains(application);
    assertThat(PodNames.applications(PodNames.instance(application, "worker_0")))
        .contains(application);
    assertThat(PodNames.applications(PodNames.instance(application, "My.Worker_0")))
        .contains(application);
  }

  @Test
  void aServiceHasThePortsOfThePodItFinds() {
    ObjectNode page = only(new ServiceView().of(notebook("churn", MASTER_ONLY)));
    ObjectNode workers = only(new ServiceView().of(application("app", WITH_WORKERS)));

    assertThat(page.at("/metadata/name").asText()).isEqualTo("churn");
    assertThat(page.at("/spec/ports/0/port").asInt()).isEqualTo(8888);
    assertThat(workers.at("/spec/ports/0/name").asText()).isEqualTo("ui");
    assertThat(workers.at("/spec/selector").toString())
        .isEqualTo("{\"heddle.dev/application\":\"app\",\"heddle.dev/service\":\"worker\"}");
    assertThat(SchemaValidator.validate(Kinds.SERVICE, workers)).isEmpty();
  }

  private static ObjectNode only(List<ObjectNode> objects) {
    assertThat(objects).hasSize(1);
    return objects.get(0);
  }

  private static String state(JsonNode pod) {
    return pod.at("/status/phase").asText()
        + " "
        + pod.at("/status/containerStatuses/0/ready").asText();
  }
}
