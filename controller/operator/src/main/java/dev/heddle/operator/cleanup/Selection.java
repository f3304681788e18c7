package dev.heddle.operator.cleanup;

import dev.heddle.crd.notebook.Notebook;
import dev.heddle.crd.policy.Selector;
import java.util.List;
import java.util.Optional;

/** Whether a selector is about something. Pure. */
final class Selection {

  private Selection() {}

  static boolean matches(Selector selector, Subject subject) {
    return holds(
            selector.kinds(),
            subject.isNotebook() ? Selector.Kind.NOTEBOOK : Selector.Kind.APPLICATION)
        && holds(selector.owners(), subject.owner())
        && holds(selector.queues(), subject.queue())
        && holds(selector.namespaces(), subject.metadata().namespace())
        && subject.metadata().labels().entrySet().containsAll(selector.labels().entrySet())
        && (selector.classes().isEmpty()
            || classOf(subject).filter(selector.classes()::contains).isPresent());
  }

  /** Of what has no resource, only owner and queue are known. */
  static boolean matches(Selector selector, Orphan orphan) {
    return selector.kinds().isEmpty()
        && selector.namespaces().isEmpty()
        && selector.labels().isEmpty()
        && selector.classes().isEmpty()
        && holds(selector.owners(), orphan.report().user())
        && holds(selector.queues(), orphan.report().queue());
  }

  /** Of what a launch has left only the owner is known, and of a package not even that. */
  static boolean matches(Selector selector, Remain remain) {
    return selector.kinds().isEmpty()
        && selector.namespaces().isEmpty()
        && selector.labels().isEmpty()
        && selector.classes().isEmpty()
        && selector.queues().isEmpty()
        && holds(selector.owners(), remain.user());
  }

  private static <T> boolean holds(List<T> allowed, T found) {
    return allowed.isEmpty() || allowed.contains(found);
  }

  private static Optional<String> classOf(Subject subject) {
    return subject.resource() instanceof Notebook notebook
        ? notebook.className()
        : Optional.empty();
  }
}
