package dev.heddle.operator.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Json;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.Resource;
import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.crd.notebook.Notebook;
import dev.heddle.crd.source.SourceSpec;
import dev.heddle.crd.source.SourceStatus.FileError;
import dev.heddle.operator.config.NamespaceConfig;
import dev.heddle.reconciler.testing.EngineHarness;
import dev.heddle.reconciler.testing.InMemoryStore;
import dev.heddle.reconciler.testing.VirtualScheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Files in the mind and a store in memory: plans are made and applied, and the store is looked at.
 */
final class PlanScenario {

  private static final ManifestParser PARSER = new HeddleManifests();

  private final InMemoryStore store = new InMemoryStore(new VirtualScheduler(EngineHarness.START));
  private final Map<String, Map<String, SourceFile>> files = new HashMap<>();
  private final Map<String, String> troubles = new TreeMap<>();
  private final Set<String> unsettled = new HashSet<>();
  private final Map<String, NamespaceConfig> namespaces = new HashMap<>();
  private final Map<String, Set<String>> groups = new HashMap<>();
  private Optional<Guard.Pending> pending = Optional.empty();
  private Optional<String> approved = Optional.empty();
  private Map<ResourceKey, Verified> verified = Map.of();
  private SourceSpec spec =
      new SourceSpec(
          "file:///specs", Duration.ofSeconds(10), true, SourceSpec.Guard.ofDefault(), false);
  private Instant time = EngineHarness.START;

  InMemoryStore store() {
    return store;
  }

  PlanScenario file(String path, String owner, String text) {
    return file("hdfs", path, owner, false, text);
  }

  PlanScenario fileOpenToAll(String path, String owner, String text) {
    return file("hdfs", path, owner, true, text);
  }

  PlanScenario fileOfSource(String source, String path, String owner, String text) {
    return file(source, path, owner, false, text);
  }

  private PlanScenario file(String source, String path, String owner, boolean open, String text) {
    time = time.plusSeconds(1);
    byte[] bytes = text.getBytes(UTF_8);
    FileStat stat = new FileStat(path, bytes.length, time, "id", owner, open);
    files
        .computeIfAbsent(source, s -> new HashMap<>())
        .put(path, new SourceFile(stat, Revision.hash(bytes), PARSER.parse(path, bytes)));
    return this;
  }

  PlanScenario notebook(String path, String owner, String name) {
    return file(path, owner, SpecDirectory.notebook(name, "1 GiB"));
  }

  PlanScenario remove(String path) {
    files.get("hdfs").remove(path);
    return this;
  }

  PlanScenario trouble(String place) {
    troubles.put(place, "can't be read");
    return this;
  }

  PlanScenario mended(String place) {
    troubles.remove(place);
    return this;
  }

  PlanScenario moving(String path) {
    unsettled.add(path);
    return this;
  }

  PlanScenario settled() {
    unsettled.clear();
    return this;
  }

  PlanScenario limit(String namespace, NamespaceConfig limits) {
    namespaces.put(namespace, limits);
    return this;
  }

  PlanScenario group(String user, String... of) {
    groups.put(user, Set.of(of));
    return this;
  }

  PlanScenario approve(String revision) {
    approved = Optional.of(revision);
    return this;
  }

  PlanScenario withoutPrune() {
    spec = new SourceSpec(spec.directory(), spec.interval(), false, spec.guard(), false);
    return this;
  }

  String revision() {
    return snapshot("hdfs").revision();
  }

  /** Plans and applies, as a pass does. */
  SourcePlan sync() {
    return sync("hdfs");
  }

  SourcePlan sync(String source) {
    SourcePlan plan = plan(source);
    Applier.apply(store, plan.actions());
    pending = plan.held().map(Guard.Held::pending);
    if (source.equals("hdfs")) {
      verified = plan.verified();
    }
    return plan;
  }

  private SourcePlan plan(String source) {
    List<Resource> live = new ArrayList<>();
    HeddleManifests.DECLARABLE.forEach(type -> live.addAll(store.list(type, "").items()));
    return SourcePlan.of(
        new SourcePlan.Input(
            source,
            spec,
            snapshot(source),
            live,
            new Rights(Set.of("admin"), namespaces, user -> groups.getOrDefault(user, Set.of())),
            pending,
            approved,
            verified));
  }

  private SourceSnapshot snapshot(String source) {
    Map<String, SourceFile> readable = new HashMap<>(files.getOrDefault(source, Map.of()));
    readable
        .keySet()
        .removeIf(
            path ->
                unsettled.contains(path)
                    || troubles.keySet().stream()
                        .anyMatch(place -> SourceLayout.isAtOrBelow(path, place)));
    return SourceSnapshot.of(readable, troubles, unsettled);
  }

  Notebook notebook(String namespace, String name) {
    return store
        .get(Kinds.NOTEBOOK, namespace, name)
        .orElseThrow(() -> new AssertionError("no notebook " + namespace + "/" + name));
  }

  /** Changes a notebook as somebody with kubectl would. */
  void edit(String namespace, String name, Consumer<ObjectNode> change) {
    ObjectNode tree = Json.toTree(notebook(namespace, name));
    change.accept(tree);
    store.update(Kinds.NOTEBOOK, Json.fromTree(Kinds.NOTEBOOK, tree));
  }

  void annotate(String namespace, String name, String annotation, String value) {
    edit(
        namespace,
        name,
        n -> n.withObject("/metadata").withObject("/annotations").put(annotation, value));
  }

  List<String> notebooks() {
    return store.list(Kinds.NOTEBOOK, "").items().stream()
        .map(n -> n.metadata().namespace() + "/" + n.metadata().name())
        .toList();
  }

  static ResourceKey key(String namespace, String name) {
    return new ResourceKey("Notebook", namespace, name);
  }

  static List<String> messages(SourcePlan plan) {
    return plan.errors().stream().map(PlanScenario::text).toList();
  }

  private static String text(FileError error) {
    return error.path() + ": " + error.message();
  }
}
