package dev.heddle.operator.main;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ObjectMeta;
import dev.heddle.crd.source.Source;
import dev.heddle.crd.source.SourceSpec;
import dev.heddle.crd.source.SourceStatus;
import dev.heddle.operator.config.SourceConfig;
import dev.heddle.reconciler.store.ResourceStore;
import java.util.List;
import java.util.Optional;

/**
 * Writes the sources of the configuration as objects, when this operator begins to lead. A source
 * that leaves the configuration stays until somebody deletes it: what it declared is not to be lost
 * with a line of a file (I3).
 */
final class DeclaredSources {

  private final List<SourceConfig> sources;
  private final ResourceStore store;

  DeclaredSources(List<SourceConfig> sources, ResourceStore store) {
    this.sources = List.copyOf(sources);
    this.store = requireNonNull(store, "store is null");
  }

  /** Creates or updates each of them. Suspending one by hand is kept. */
  void write() {
    for (SourceConfig declared : sources) {
      Optional<Source> found = store.get(Kinds.SOURCE, "", declared.name());
      if (found.isEmpty()) {
        store.create(
            Kinds.SOURCE,
            new Source(
                ObjectMeta.named("", declared.name()), declared.spec(), SourceStatus.unobserved()));
        continue;
      }
      SourceSpec wanted = withSuspend(declared.spec(), found.get().spec().suspend());
      if (!found.get().spec().equals(wanted)) {
        store.update(Kinds.SOURCE, found.get().withSpec(wanted));
      }
    }
  }

  private static SourceSpec withSuspend(SourceSpec spec, boolean suspended) {
    return new SourceSpec(
        spec.directory(), spec.interval(), spec.prune(), spec.guard(), spec.suspend() || suspended);
  }
}
