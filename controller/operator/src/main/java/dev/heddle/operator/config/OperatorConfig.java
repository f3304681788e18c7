package dev.heddle.operator.config;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Everything an administrator decides about one operator process.
 *
 * @param installation the id in tags and names that tells this installation's applications from
 *     others'; absent means generated once and kept in {@code stateDir} ({@link InstallationId})
 * @param stateDir where this process keeps what must survive it
 * @param store where objects live
 * @param api where the HTTP API listens
 * @param hadoop the cluster
 * @param yarn how YARN is used
 * @param sources directories of specs that the operator itself declares as Source objects
 * @param administrators users who may ask for other users and for any namespace
 * @param namespaces limits by namespace; a namespace that is not named has none
 * @param engine the reconciler's numbers
 */
public record OperatorConfig(
    Optional<String> installation,
    Path stateDir,
    StoreConfig store,
    ApiConfig api,
    HadoopConfig hadoop,
    YarnConfig yarn,
    List<SourceConfig> sources,
    Set<String> administrators,
    Map<String, NamespaceConfig> namespaces,
    EngineConfig engine) {

  public OperatorConfig {
    requireNonNull(installation, "installation is null");
    requireNonNull(stateDir, "stateDir is null");
    requireNonNull(store, "store is null");
    requireNonNull(api, "api is null");
    requireNonNull(hadoop, "hadoop is null");
    requireNonNull(yarn, "yarn is null");
    sources = List.copyOf(sources);
    administrators = Set.copyOf(administrators);
    namespaces = Map.copyOf(namespaces);
    requireNonNull(engine, "engine is null");
  }

  /** The limits of a namespace. */
  public NamespaceConfig namespace(String name) {
    return namespaces.getOrDefault(name, NamespaceConfig.unlimited());
  }
}
