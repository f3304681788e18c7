package dev.heddle.operator.source;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.heddle.crd.json.Json;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.Annotations;
import dev.heddle.crd.meta.ObjectMeta;
import dev.heddle.crd.source.Source;
import dev.heddle.crd.source.SourceSpec;
import dev.heddle.crd.source.SourceStatus;
import dev.heddle.operator.config.SourceConfig;
import dev.heddle.reconciler.store.ResourceStore;
import dev.heddle.reconciler.store.StoreException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The sources that the configuration file names, as Source objects. The object remembers what was
 * configured, so that only a changed configuration goes over what somebody changed since.
 */
public final class ConfiguredSources {

  private final ResourceStore store;

  /** With the store of a process that leads: others must not write. */
  public ConfiguredSources(ResourceStore store) {
    this.store = requireNonNull(store, "store is null");
  }

  /**
   * Makes the objects match the configuration. A source that is configured no more is followed no
   * more; what it declared stays.
   *
   * @throws StoreException when the store can't be written; to be repeated
   */
  public void ensure(List<SourceConfig> sources) {
    Set<String> names = new HashSet<>();
    for (SourceConfig source : sources) {
      names.add(source.name());
      ensure(source);
    }
    for (Source source : store.list(Kinds.SOURCE, "").items()) {
      ObjectMeta metadata = source.metadata();
      if (metadata.annotation(Annotations.CONFIGURED).isPresent()
          && !names.contains(metadata.name())) {
        store.delete(
            Kinds.SOURCE, "", metadata.name(), ResourceStore.Preconditions.uid(metadata.uid()));
      }
    }
  }

  private void ensure(SourceConfig configured) {
    String text = text(configured.spec());
    Optional<Source> there = store.get(Kinds.SOURCE, "", configured.name());
    if (there.isEmpty()) {
      ObjectMeta metadata =
          ObjectMeta.named("", configured.name()).withAnnotation(Annotations.CONFIGURED, text);
      store.create(
          Kinds.SOURCE, new Source(metadata, configured.spec(), SourceStatus.unobserved()));
    } else if (!there
        .get()
        .metadata()
        .annotation(Annotations.CONFIGURED)
        .equals(Optional.of(text))) {
      Source source = there.get();
      store.update(
          Kinds.SOURCE,
          source
              .withSpec(configured.spec())
              .withMetadata(source.metadata().withAnnotation(Annotations.CONFIGURED, text)));
    }
  }

  private static String text(SourceSpec spec) {
    try {
      return Json.mapper().writeValueAsString(spec);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a spec is always JSON", e);
    }
  }
}
