package dev.heddle.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.scenarios.harness.Catalogue;
import dev.heddle.scenarios.harness.Cluster;
import dev.heddle.scenarios.harness.Kubectl;
import dev.heddle.scenarios.harness.OnCluster;
import dev.heddle.scenarios.harness.OperatorProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real, unmodified kubectls of all versions on this machine, and what each command prints. */
@OnCluster
final class KubectlTest {

  private static final List<String> PARTS =
      List.of("1-discovery", "2-objects", "3-changes", "4-watches", "5-access", "6-pods", "9-end");

  /** The oldest minor version that is promised to work. */
  private static final int OLDEST = 28;

  /** Their commands wait more than they compute. */
  private static final int AT_ONCE = 3;

  /** The namespace of a notebook that runs, into which all versions look. */
  private static final String PODS = "kubectl-pods";

  private static OperatorProcess operator;

  @BeforeAll
  static void start(Cluster cluster) {
    operator = cluster.operator("kubectl").start();
    operator
        .api()
        .createNotebook(
            PODS,
            """
            {"apiVersion": "heddle.dev/v1", "kind": "Notebook", "metadata": {"name": "live"},
             "spec": {"queue": "notebooks", "environment": {"python": "/usr/bin/python3"},
               "resources": {"memory": "512 MiB", "vcores": 1}}}
            """);
    operator
        .api()
        .awaitNotebook(
            PODS,
            "live",
            Duration.ofMinutes(2),
            notebook -> notebook.at("/status/phase").asText().equals("Ready"));
  }

  @AfterAll
  static void stop() {
    operator.api().deleteNotebook(PODS, "live");
    operator.api().awaitGone(PODS, "live");
    operator.close();
  }

  /** All parts, in the order in which they build on one another. */
  static List<Catalogue> catalogue() {
    return PARTS.stream().map(part -> Catalogue.read("/kubectl/" + part + ".yaml")).toList();
  }

  @Test
  void everyVersionPassesTheCatalogue(@TempDir Path directory)
      throws IOException, InterruptedException, ExecutionException {
    Map<Integer, Path> binaries = chosen(Kubectl.found());
    assertThat(binaries).as("no kubectl on this machine: install kubernetes-client").isNotEmpty();
    Path kubeconfig = directory.resolve("kubeconfig");
    operator.commandLine().run("login", "--kubeconfig=" + kubeconfig, "--use-context").good();
    List<Catalogue> parts = catalogue();
    ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE);
    List<String> failures = new ArrayList<>();
    try {
      List<Future<List<String>>> runs = new ArrayList<>();
      for (Map.Entry<Integer, Path> binary : binaries.entrySet()) {
        int minor = binary.getKey();
        Path home = Files.createDirectory(directory.resolve("1." + minor));
        Kubectl kubectl =
            Kubectl.of(minor, binary.getValue(), kubeconfig, home, "kubectl-1-" + minor);
        runs.add(pool.submit(() -> run(parts, kubectl)));
      }
      for (Future<List<String>> run : runs) {
        failures.addAll(run.get());
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(failures).as(String.join("\n\n", failures)).isEmpty();
  }

  /** The oldest and the newest, which differ most; {@code -Dheddle.kubectl=all} takes all. */
  private static Map<Integer, Path> chosen(NavigableMap<Integer, Path> found) {
    if (found.size() < 3 || "all".equals(System.getProperty("heddle.kubectl"))) {
      return found;
    }
    Map<Integer, Path> supported = found.tailMap(OLDEST).isEmpty() ? found : found.tailMap(OLDEST);
    TreeMap<Integer, Path> chosen = new TreeMap<>(supported);
    chosen.subMap(chosen.firstKey(), false, chosen.lastKey(), false).clear();
    return chosen;
  }

  private static List<String> run(List<Catalogue> parts, Kubectl kubectl) {
    String namespace = "kubectl-1-" + kubectl.minor();
    List<String> failures = new ArrayList<>();
    for (Catalogue part : parts) {
      part.files().forEach(kubectl::write);
      for (Catalogue.Entry entry : part.entries()) {
        if (entry.appliesTo(kubectl.minor())) {
          entry
              .differences(kubectl.run(entry.run()), namespace)
              .ifPresent(words -> failures.add("kubectl 1." + kubectl.minor() + " " + words));
        }
      }
    }
    return failures;
  }
}
