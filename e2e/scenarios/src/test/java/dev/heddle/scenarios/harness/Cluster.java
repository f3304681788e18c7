package dev.heddle.scenarios.harness;

import static java.util.Objects.requireNonNull;

import dev.heddle.cli.local.OperatorSettings;
import dev.heddle.lab.Endpoint;
import dev.heddle.lab.Lab;
import dev.heddle.lab.Role;
import dev.heddle.lab.testing.LabUserFiles;
import dev.heddle.lab.testing.OnLab;
import dev.heddle.lab.testing.SharedLab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** One real HDFS and YARN, a process for each daemon: nn, dn, rm, nm1, and nm2 where asked for. */
public final class Cluster implements AutoCloseable {

  private static final String OPERATOR_USER = "heddle";

  private final SharedLab shared;
  private final Path operatorHomes;
  private final Yarn yarn;
  private final Containers containers;

  private Cluster(SharedLab shared, Path operatorHomes) {
    this.shared = requireNonNull(shared, "shared is null");
    this.operatorHomes = requireNonNull(operatorHomes, "operatorHomes is null");
    this.yarn = new Yarn(shared.lab().conf());
    this.containers = new Containers(shared.lab().home());
  }

  /** An empty cluster, and no operator that remembers an earlier one. */
  static Cluster start(int nodes) {
    Path homes = Path.of(required("heddle.scenarios")).toAbsolutePath().resolve(nodes + "-nodes");
    forget(homes);
    return new Cluster(
        SharedLab.start(nodes == 1 ? OnLab.Kind.SEPARATE : OnLab.Kind.SEPARATE_TWO_NODES), homes);
  }

  private static void forget(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void awaitReady() {
    lab().awaitReady();
  }

  /** The daemons, to kill and start. */
  public Lab lab() {
    return shared.lab();
  }

  /** HDFS as this user sees it: alice, bob and heddle exist. */
  public LabUserFiles files(String user) {
    return shared.fileSystem().as(user);
  }

  /** What the ResourceManager says. */
  public Yarn yarn() {
    return yarn;
  }

  /** The process of the lab that is this node, as YARN names it. */
  public String nodeManager(String node) {
    int port = Integer.parseInt(node.substring(node.indexOf(':') + 1));
    return lab().settings().shape().daemons().stream()
        .filter(daemon -> daemon.role() == Role.NODEMANAGER)
        .filter(daemon -> lab().ports().of(Endpoint.NODEMANAGER_CONTAINERS, daemon) == port)
        .findFirst()
        .orElseThrow()
        .name();
  }

  /** A node is gone at once, with all that ran there: as if its power was cut. */
  public void lose(String nodeManager) {
    lab().kill(nodeManager);
    // A process may be forking: what is found last was there before.
    for (List<ContainerProcess> left = containers.on(nodeManager);
        !left.isEmpty();
        left = containers.on(nodeManager)) {
      left.forEach(each -> ProcessHandle.of(each.pid()).ifPresent(ProcessHandle::destroyForcibly));
    }
  }

  /** What runs in containers on this machine. */
  public Containers containers() {
    return containers;
  }

  /** The directory of specs that an operator of this name follows; everybody may write in it. */
  public static String specs(String name) {
    return "/heddle/" + name;
  }

  /** Makes the directory, for files that are to be there before the operator. */
  public void makeSpecs(String name) {
    LabUserFiles files = files(OPERATOR_USER);
    files.mkdir(specs(name));
    files.setPermission(specs(name), "1777");
  }

  /** As {@link #operator(String, OperatorSettings)}, with nothing further. */
  public OperatorProcess operator(String name) {
    return operator(name, OperatorSettings.none());
  }

  /**
   * An operator, not started yet, that follows {@link #specs} as its source {@code specs}. The same
   * name is the same installation with the same state.
   *
   * @param settings what else its configuration says
   */
  public OperatorProcess operator(String name, OperatorSettings settings) {
    makeSpecs(name);
    Map<String, Object> source =
        Map.of(
            "name",
            "specs",
            "directory",
            specs(name),
            "interval",
            "2s",
            "guard",
            Map.of("maxDeletions", 1000, "maxDeletionPercent", 100));
    return new OperatorProcess(
        Path.of(required("heddle.distribution")).toAbsolutePath().normalize(),
        operatorHomes.resolve(name),
        lab().conf().toAbsolutePath(),
        OperatorSettings.none().with("sources", List.of(source)).with(settings));
  }

  private static String required(String property) {
    return requireNonNull(System.getProperty(property), property + " is not set");
  }

  @Override
  public void close() {
    yarn.close();
    shared.close();
  }
}
