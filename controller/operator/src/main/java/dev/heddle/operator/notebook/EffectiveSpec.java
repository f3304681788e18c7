package dev.heddle.operator.notebook;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Json;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.Annotations;
import dev.heddle.crd.notebook.Environment;
import dev.heddle.crd.notebook.Notebook;
import dev.heddle.crd.notebook.NotebookClass;
import dev.heddle.crd.notebook.NotebookClassSpec.Limits;
import dev.heddle.crd.notebook.NotebookSpec;
import dev.heddle.crd.quantity.Durations;
import dev.heddle.crd.schema.Defaults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a notebook comes to with its class: its own spec, what that leaves open filled in, and all
 * that the class does not allow. Pure; the stored spec stays what its user wrote (I9).
 *
 * <p>The store fills in what an absent field means, so that a field with just that value can't be
 * told from one that was left open, and counts as such.
 *
 * @param spec the whole spec
 * @param problems what the class does not allow; empty when it may run so
 */
record EffectiveSpec(NotebookSpec spec, List<ClassProblem> problems) {

  private static final List<String> ONE_OF_TWO = List.of("environment");

  EffectiveSpec {
    requireNonNull(spec, "spec is null");
    problems = List.copyOf(problems);
  }

  /** Without a class it is the notebook's own. */
  static EffectiveSpec own(Notebook notebook) {
    return new EffectiveSpec(notebook.spec(), List.of());
  }

  static EffectiveSpec of(Notebook notebook, NotebookClass of) {
    NotebookSpec spec = merged(notebook, of);
    return new EffectiveSpec(spec, new Check(notebook, spec, of).problems());
  }

  private static NotebookSpec merged(Notebook notebook, NotebookClass of) {
    ObjectNode object = Defaults.omit(Kinds.NOTEBOOK, Json.toTree(notebook.withStatus(null)));
    ObjectNode own = object.withObject("/spec");
    ObjectNode all = Json.mapper().valueToTree(of.spec().defaults());
    ONE_OF_TWO.stream().filter(own::has).forEach(all::remove);
    merge(all, own);
    limits(all, of.spec().limits());
    object.set("spec", all);
    return Json.fromTree(Kinds.NOTEBOOK, Defaults.apply(Kinds.NOTEBOOK, object)).spec();
  }

  private static void merge(ObjectNode into, ObjectNode own) {
    own.properties()
        .forEach(
            field -> {
              JsonNode there = into.get(field.getKey());
              if (there instanceof ObjectNode open && field.getValue() instanceof ObjectNode node) {
                merge(open, node);
              } else {
                into.set(field.getKey(), field.getValue());
              }
            });
  }

  /** A limit of time is what a notebook without one gets. */
  private static void limits(ObjectNode spec, Limits limits) {
    if (!spec.has("maxLifetime")) {
      limits.maxLifetime().ifPresent(longest -> put(spec, "maxLifetime", longest));
    }
    if (!spec.has("culling")) {
      limits
          .idleAfter()
          .ifPresent(longest -> put(spec.withObject("/culling"), "idleAfter", longest));
    }
  }

  private static void put(ObjectNode node, String name, Duration value) {
    node.put(name, Durations.format(value));
  }

  /** One notebook held against its class. */
  private static final class Check {
    private final Notebook notebook;
    private final NotebookSpec spec;
    private final NotebookClass of;
    private final List<ClassProblem> problems = new ArrayList<>();

    Check(Notebook notebook, NotebookSpec spec, NotebookClass of) {
      this.notebook = notebook;
      this.spec = spec;
      this.of = of;
    }

    List<ClassProblem> problems() {
      Limits limits = of.spec().limits();
      oneOf(
          "metadata.namespace",
          notebook.metadata().namespace(),
          of.spec().allowed().namespaces(),
          false);
      Optional<String> user =
          spec.user().or(() -> notebook.metadata().annotation(Annotations.OWNER));
      oneOf("spec.user", user.orElse("nobody in particular"), of.spec().allowed().users(), false);
      oneOf("spec.queue", spec.queue(), of.spec().allowed().queues(), false);
      environment();
      atMost("spec.resources.memory", Optional.of(spec.resources().memory()), limits.memory());
      atMost("spec.resources.vcores", Optional.of(spec.resources().vcores()), limits.vcores());
      atMost("spec.resources.gpus", Optional.of(spec.resources().gpus()), limits.gpus());
      atMost(
          "spec.maxLifetime",
          spec.maxLifetime().map(Length::new),
          limits.maxLifetime().map(Length::new));
      atMost(
          "spec.culling.idleAfter",
          spec.culling().map(culling -> new Length(culling.idleAfter())),
          limits.idleAfter().map(Length::new));
      return problems;
    }

    private void environment() {
      Environment environment = spec.environment();
      String found =
          environment.archive().or(environment::python).orElse(Environment.DEFAULT_PYTHON);
      oneOf(
          environment.archive().isPresent()
              ? "spec.environment.archive"
              : "spec.environment.python",
          found,
          of.spec().allowed().environments(),
          true);
    }

    private void oneOf(String path, String found, List<String> allowed, boolean wildcards) {
      boolean fits =
          allowed.isEmpty()
              || allowed.contains(found)
              || (wildcards
                  && allowed.stream()
                      .filter(each -> each.endsWith("*"))
                      .anyMatch(each -> found.startsWith(each.substring(0, each.length() - 1))));
      if (!fits) {
        problems.add(
            new ClassProblem(
                ClassProblem.NOT_ALLOWED,
                path
                    + ": found "
                    + found
                    + "; class "
                    + of.metadata().name()
                    + " allows "
                    + String.join(", ", allowed)));
      }
    }

    private <T extends Comparable<T>> void atMost(
        String path, Optional<T> found, Optional<T> limit) {
      if (found.isPresent() && limit.isPresent() && found.get().compareTo(limit.get()) > 0) {
        problems.add(
            new ClassProblem(
                ClassProblem.LIMIT,
                path
                    + ": found "
                    + found.get()
                    + "; class "
                    + of.metadata().name()
                    + " allows at most "
                    + limit.get()));
      }
    }
  }

  /** A duration in the words of a spec. */
  private record Length(Duration value) implements Comparable<Length> {
    @Override
    public int compareTo(Length other) {
      return value.compareTo(other.value);
    }

    @Override
    public String toString() {
      return Durations.format(value);
    }
  }
}
