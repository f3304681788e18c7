package dev.heddle.operator.cleanup;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.application.Application;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.crd.notebook.Notebook;
import dev.heddle.crd.policy.CleanupPolicy;
import dev.heddle.reconciler.source.EventSource;
import dev.heddle.reconciler.source.SourceContext;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All that policies are about, as last seen; wakes nobody, since time alone makes things due. */
final class CleanupView implements EventSource {

  private volatile Optional<SourceContext> context = Optional.empty();

  @Override
  public List<ResourceType<?>> reads() {
    return List.of(Kinds.NOTEBOOK, Kinds.APPLICATION, Kinds.CLEANUP_POLICY);
  }

  @Override
  public void start(SourceContext started) {
    context = Optional.of(started);
  }

  @Override
  public void stop() {
    context = Optional.empty();
  }

  List<CleanupPolicy> policies() {
    return context().informers().of(Kinds.CLEANUP_POLICY).all();
  }

  List<Subject> subjects() {
    return subjects(
        context().informers().of(Kinds.NOTEBOOK).all(),
        context().informers().of(Kinds.APPLICATION).all());
  }

  private SourceContext context() {
    return context.orElseThrow(
        () -> new IllegalStateException("policies are carried out only while leading"));
  }

  /** Notebooks, each with the Application it is, and the Applications that belong to nobody. */
  static List<Subject> subjects(
      Collection<Notebook> notebooks, Collection<Application> applications) {
    requireNonNull(notebooks, "notebooks is null");
    Map<ResourceKey, Application> byKey = new HashMap<>();
    applications.forEach(application -> byKey.put(application.key(), application));
    List<Subject> subjects = new ArrayList<>();
    for (Notebook notebook : notebooks) {
      ResourceKey key =
          Kinds.APPLICATION.key(notebook.metadata().namespace(), notebook.metadata().name());
      subjects.add(Subject.of(notebook, Optional.ofNullable(byKey.get(key))));
    }
    for (Application application : applications) {
      if (application.metadata().controller().isEmpty()) {
        subjects.add(Subject.of(application));
      }
    }
    return subjects;
  }
}
