package dev.heddle.operator.notebook;

import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.crd.notebook.NotebookClass;
import dev.heddle.reconciler.cache.ChangeHandler;
import dev.heddle.reconciler.queue.Priority;
import dev.heddle.reconciler.source.EventSource;
import dev.heddle.reconciler.source.SourceContext;
import java.util.List;
import java.util.Optional;

/** Wakes the notebooks of a class when the class comes, changes or goes. */
final class ClassChanges implements EventSource {

  private Optional<Running> running = Optional.empty();

  private record Running(SourceContext context, ChangeHandler<NotebookClass> handler) {}

  @Override
  public List<ResourceType<?>> reads() {
    return List.of(Kinds.NOTEBOOK_CLASS, Kinds.NOTEBOOK);
  }

  @Override
  public synchronized void start(SourceContext context) {
    ChangeHandler<NotebookClass> handler =
        (before, after) -> before.or(() -> after).ifPresent(each -> wake(context, each));
    context.informers().of(Kinds.NOTEBOOK_CLASS).addHandler(handler);
    running = Optional.of(new Running(context, handler));
  }

  @Override
  public synchronized void stop() {
    running.ifPresent(r -> r.context.informers().of(Kinds.NOTEBOOK_CLASS).removeHandler(r.handler));
    running = Optional.empty();
  }

  /** How many notebooks are of that class, or of all when none is named. */
  synchronized int count(Optional<String> name) {
    return running
        .map(r -> r.context.informers().of(Kinds.NOTEBOOK).all())
        .map(
            all ->
                (int)
                    all.stream().filter(n -> name.isEmpty() || n.className().equals(name)).count())
        .orElse(0);
  }

  private static void wake(SourceContext context, NotebookClass changed) {
    Optional<String> name = Optional.of(changed.metadata().name());
    context.informers().of(Kinds.NOTEBOOK).all().stream()
        .filter(notebook -> notebook.className().equals(name))
        .forEach(notebook -> context.wake(notebook.key(), Priority.LIVE));
  }
}
