package dev.heddle.operator.cleanup;

import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.policy.CleanupPolicyStatus.Target;
import dev.heddle.reconciler.store.ResourceStore;
import java.util.Optional;

/** Reads single subjects anew, right before something is done to them (I2). */
final class Subjects {

  private Subjects() {}

  /** The subject with that identity; empty when it is gone, or another has its name (I1). */
  static Optional<Subject> find(ResourceStore store, Target target) {
    Optional<Subject> found =
        target.kind().equals(Kinds.NOTEBOOK.kind())
            ? store
                .get(Kinds.NOTEBOOK, target.namespace(), target.name())
                .map(
                    notebook ->
                        Subject.of(
                            notebook,
                            store.get(Kinds.APPLICATION, target.namespace(), target.name())))
            : store.get(Kinds.APPLICATION, target.namespace(), target.name()).map(Subject::of);
    return found.filter(subject -> subject.metadata().uid().equals(target.uid()));
  }
}
