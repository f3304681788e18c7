package dev.heddle.skein;

import dev.heddle.appmaster.container.StateFile;
import dev.heddle.appmaster.kv.KeyValueJournal;
import dev.heddle.appmaster.kv.KeyValueStore;
import dev.heddle.appmaster.protocol.InstanceState;
import dev.heddle.appmaster.protocol.InstanceStatus;
import dev.heddle.appmaster.protocol.LocalFile;
import dev.heddle.appmaster.protocol.PortRange;
import dev.heddle.appmaster.protocol.ServiceStatus;
import dev.heddle.appmaster.protocol.ShutdownRequest;
import dev.heddle.appmaster.protocol.SkeinSpec;
import dev.heddle.appmaster.skein.Display;
import dev.heddle.appmaster.skein.SkeinApplication;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An application of one service whose containers come and go at once. */
final class FakeApplication implements SkeinApplication {
  static final String ID = "application_7_0007";
  static final Instant STARTED = Instant.parse("2026-01-02T03:04:05Z");

  private final KeyValueStore store;
  private final Display display;
  final List<InstanceStatus> instances = new ArrayList<>();
  Optional<ShutdownRequest> ended = Optional.empty();
  Map<String, String> lastEnv = Map.of();
  private int next;

  FakeApplication(Path directory) throws IOException {
    store =
        new KeyValueStore(
            new KeyValueJournal(directory.resolve("kv")),
            Clock.systemUTC(),
            new KeyValueStore.Listener() {
              @Override
              public void copyOutdated() {}

              @Override
              public void keysExpire() {}
            });
    store.admitOwners(
        owner -> instances.stream().anyMatch(i -> i.id().equals(owner) && i.state().isLive()));
    store.load(1);
    display =
        Display.open(
            new StateFile(directory.resolve("display.json")),
            Optional.empty(),
            new Display.Listener() {
              @Override
              public void progressed(float progress) {}

              @Override
              public void changed() {}
            });
    begin(InstanceState.READY);
  }

  InstanceStatus begin(InstanceState state) {
    InstanceStatus begun =
        new InstanceStatus(
            "worker_" + next++,
            state,
            Optional.of("container_7_0007_01_" + next),
            Optional.of("node1"),
            0,
            0,
            STARTED,
            state == InstanceState.READY ? Optional.of(STARTED) : Optional.empty(),
            "",
            Map.of());
    instances.add(begun);
    return begun;
  }

  @Override
  public String applicationId() {
    return ID;
  }

  @Override
  public String host() {
    return "127.0.0.1";
  }

  @Override
  public PortRange ports() {
    return new PortRange(20000, 29999);
  }

  @Override
  public SkeinSpec spec() {
    return new SkeinSpec(
        "demo",
        "research",
        "alice",
        "",
        3,
        List.of("mine"),
        List.of("hdfs://other:8020"),
        new SkeinSpec.Access(true, List.of("bob"), List.of(), List.of("*"), List.of()),
        new SkeinSpec.Part(
            512,
            1,
            0,
            0,
            "",
            Map.of(),
            List.of(),
            1,
            0,
            false,
            List.of(),
            SkeinSpec.Placement.anywhere()),
        Map.of(
            "worker",
            new SkeinSpec.Part(
                256,
                2,
                1,
                0,
                "sleep 9",
                Map.of("A", "b"),
                List.of(
                    new LocalFile(
                        "env",
                        "hdfs://nn:8020/envs/a.tar.gz",
                        7,
                        9,
                        true,
                        LocalFile.Visibility.PUBLIC)),
                2,
                -1,
                true,
                List.of(),
                new SkeinSpec.Placement("gpu", List.of("node1"), List.of("/r"), true))));
  }

  @Override
  public KeyValueStore store() {
    return store;
  }

  @Override
  public Display display() {
    return display;
  }

  @Override
  public List<ServiceStatus> services() {
    return List.of(new ServiceStatus("worker", 1, 1, 0, instances));
  }

  @Override
  public List<InstanceStatus> scale(String service, int count) {
    return scaleBy(service, count - (int) live());
  }

  @Override
  public List<InstanceStatus> scaleBy(String service, int delta) {
    List<InstanceStatus> changed = new ArrayList<>();
    for (int i = 0; i < delta; i++) {
      changed.add(begin(InstanceState.REQUESTED));
    }
    for (int i = 0; i < Math.min(-delta, (int) live()); i++) {
      InstanceStatus oldest = instances.stream().filter(x -> x.state().isLive()).findFirst().get();
      kill(oldest.id());
      changed.add(instances.get(0));
    }
    return changed;
  }

  private long live() {
    return instances.stream().filter(i -> i.state().isLive()).count();
  }

  @Override
  public InstanceStatus add(String service, Map<String, String> env) {
    lastEnv = Map.copyOf(env);
    return begin(InstanceState.WAITING);
  }

  @Override
  public void kill(String instance) {
    instances.replaceAll(
        i ->
            i.id().equals(instance)
                ? new InstanceStatus(
                    i.id(),
                    InstanceState.KILLED,
                    i.containerId(),
                    i.host(),
                    0,
                    0,
                    STARTED.plusSeconds(5),
                    i.startedAt(),
                    "ended as asked",
                    Map.of())
                : i);
  }

  @Override
  public void shutdown(ShutdownRequest request) {
    ended = Optional.of(request);
  }
}
