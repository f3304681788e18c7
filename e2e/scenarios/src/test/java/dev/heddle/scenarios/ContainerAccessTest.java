package dev.heddle.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.cli.jupyter.Kernel;
import dev.heddle.scenarios.harness.Api;
import dev.heddle.scenarios.harness.Cluster;
import dev.heddle.scenarios.harness.ContainerProcess;
import dev.heddle.scenarios.harness.Jupyter;
import dev.heddle.scenarios.harness.Manifests;
import dev.heddle.scenarios.harness.OnCluster;
import dev.heddle.scenarios.harness.OperatorProcess;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a process can do to its application and to others with the files it finds, by curl. */
@OnCluster
final class ContainerAccessTest {

  private static final String NAMESPACE = "access";
  private static final String MINE = "mine";
  private static final String OTHER = "other";

  /** Prints the answer and, on a line of its own, its status. */
  private static final String ASK =
      """
      import os, subprocess
      API, URL = os.environ['HEDDLE_API'], os.environ['HEDDLE_URL']
      def ask(*words, common=('-K', API + '/curlrc')):
          answer = subprocess.run(
              ['curl', '-sS', '-m', '20', *common, '-w', '\\n%{http_code}', *words],
              capture_output=True, text=True)
          return answer.stdout + answer.stderr
      """;

  private static OperatorProcess operator;
  private static Api api;
  private static Kernel kernel;
  private static String otherFiles;

  @BeforeAll
  static void start(Cluster cluster) {
    operator = cluster.operator(NAMESPACE).start();
    api = operator.api();
    for (String name : List.of(MINE, OTHER)) {
      api.createNotebook(NAMESPACE, Manifests.json(name));
    }
    kernel = Jupyter.of(api, api.awaitReady(NAMESPACE, MINE)).startKernel();
    Jupyter.evaluate(kernel, ASK + "0");
    try (Kernel other = Jupyter.of(api, api.awaitReady(NAMESPACE, OTHER)).startKernel()) {
      otherFiles = Jupyter.evaluate(other, "import os; os.environ['HEDDLE_API']");
    }
  }

  @AfterAll
  static void stop() {
    for (String name : List.of(MINE, OTHER)) {
      api.deleteNotebook(NAMESPACE, name);
    }
    for (String name : List.of(MINE, OTHER)) {
      api.awaitGone(NAMESPACE, name);
    }
    operator.close();
  }

  @Test
  void aContainerUsesTheKeysAndMayNotActAsItsApplicationMaster() {
    JsonNode before = api.awaitReady(NAMESPACE, MINE);
    assertThat(ask("'-X', 'PUT', '--data-binary', 'v', URL + '/v1/kv/own'")).endsWith("204'");
    assertThat(ask("URL + '/v1/kv/own'")).isEqualTo("'v\\n200'");

    assertThat(ask("'-d', '{\"status\": \"SUCCEEDED\"}', URL + '/v1/shutdown'")).endsWith("403'");
    assertThat(ask("URL + '/v1/logs?file=service'")).endsWith("403'");
    assertThat(ask("'-d', '{}', URL + '/v1/anything'")).endsWith("403'");

    JsonNode after = api.awaitReady(NAMESPACE, MINE);
    assertThat(Api.applicationId(after)).isEqualTo(Api.applicationId(before));
  }

  @Test
  void theCertificateOfAnotherApplicationIsRefused() {
    String others = "'--cert', " + otherFiles + " + '/client.pem'";

    assertThat(ask(others + ", URL + '/v1/status'")).endsWith("403'");
    assertThat(ask(others + ", URL + '/v1/kv?prefix='")).endsWith("403'");
    assertThat(ask(others + ", '-X', 'PUT', '-d', 'x', URL + '/v1/kv/a'")).endsWith("403'");
  }

  @Test
  void nothingIsSaidToAnotherApplicationThatAnswersInTheMastersPlace() {
    String redirected =
        "'-X', 'PUT', '-d', 'secret', URL + '/v1/kv/a', common=("
            + "'--cacert', API + '/ca.pem', '--cert', API + '/client.pem', '--connect-to',"
            + " URL[8:] + ':443:' + open("
            + otherFiles
            + " + '/address').read().strip())";

    assertThat(ask(redirected)).contains("000", "subject name");
  }

  @Test
  void aValueOfFiveMegabytesIsRefusedWithTheLimit() {
    Jupyter.evaluate(kernel, "open('five', 'w').write('x' * 5_000_000)");

    assertThat(ask("'-X', 'PUT', '--data-binary', '@five', URL + '/v1/kv/five'"))
        .contains("at most 1048576 are allowed")
        .endsWith("413'");
    assertThat(ask("URL + '/v1/kv/five'")).endsWith("404'");
  }

  @Test
  void aWatcherThatDoesNotReadCostsNothingAndIsToldThatItFellBehind(Cluster cluster) {
    String id = Api.applicationId(api.awaitReady(NAMESPACE, MINE));
    ContainerProcess agent = cluster.containers().agent(id);
    Jupyter.evaluate(
        kernel,
        """
        open('large', 'w').write('x' * 900_000)
        slow = subprocess.Popen(['curl', '-sSN', '-m', '60', '-K', API + '/curlrc',
                                 URL + '/v1/watch?key=large'], stdout=subprocess.PIPE)
        slow.stdout.readline()\
        """);

    // More than the agent's whole heap.
    String puts =
        Jupyter.evaluate(
            kernel,
            "{ask('-X', 'PUT', '--data-binary', '@large', URL + '/v1/kv/large')[-3:]"
                + " for _ in range(40)}");
    String heard =
        Jupyter.evaluate(
            kernel,
            "next(line for line in slow.stdout if b'LOST' in line or not line)[:200];"
                + " slow.kill(); 'LOST'");

    assertThat(puts).isEqualTo("{'204'}");
    assertThat(heard).isEqualTo("'LOST'");
    assertThat(agent.isAlive()).as("the agent's heap has 28 MB").isTrue();
  }

  private static String ask(String words) {
    return Jupyter.evaluate(kernel, "ask(" + words + ")");
  }
}
