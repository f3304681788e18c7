package dev.heddle.crd.notebook;

import static java.util.Objects.requireNonNullElse;

import dev.heddle.crd.application.Culling;
import dev.heddle.crd.application.RestartPolicy;
import dev.heddle.crd.application.RunIn;
import dev.heddle.crd.application.Schedule;
import dev.heddle.crd.application.UpdateStrategy;
import dev.heddle.crd.quantity.DataSize;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A class of notebooks.
 *
 * @param defaults what a notebook gets where its own spec leaves it open
 * @param limits what no notebook of the class may go beyond
 * @param allowed who may use the class, and with what
 */
public record NotebookClassSpec(Defaults defaults, Limits limits, Allowed allowed) {

  public NotebookClassSpec {
    defaults = requireNonNullElse(defaults, Defaults.none());
    limits = requireNonNullElse(limits, Limits.none());
    allowed = requireNonNullElse(allowed, Allowed.everything());
  }

  /** Fields of {@link NotebookSpec}, each with the meaning it has there. */
  public record Defaults(
      Optional<Environment> environment,
      Optional<Reserved> resources,
      Optional<String> queue,
      Map<String, String> env,
      Optional<RunIn> runIn,
      Optional<String> nodeLabel,
      Optional<Integer> priority,
      Optional<Duration> maxLifetime,
      Optional<RestartPolicy> restartPolicy,
      Optional<Integer> maxRestarts,
      Optional<Duration> restartWindow,
      Optional<Duration> stopGrace,
      Optional<Culling> culling,
      Optional<Schedule> schedule,
      Optional<UpdateStrategy> updateStrategy) {

    public Defaults {
      environment = requireNonNullElse(environment, Optional.empty());
      resources = requireNonNullElse(resources, Optional.empty());
      queue = requireNonNullElse(queue, Optional.empty());
      env = Map.copyOf(requireNonNullElse(env, Map.of()));
      runIn = requireNonNullElse(runIn, Optional.empty());
      nodeLabel = requireNonNullElse(nodeLabel, Optional.empty());
      priority = requireNonNullElse(priority, Optional.empty());
      maxLifetime = requireNonNullElse(maxLifetime, Optional.empty());
      restartPolicy = requireNonNullElse(restartPolicy, Optional.empty());
      maxRestarts = requireNonNullElse(maxRestarts, Optional.empty());
      restartWindow = requireNonNullElse(restartWindow, Optional.empty());
      stopGrace = requireNonNullElse(stopGrace, Optional.empty());
      culling = requireNonNullElse(culling, Optional.empty());
      schedule = requireNonNullElse(schedule, Optional.empty());
      updateStrategy = requireNonNullElse(updateStrategy, Optional.empty());
    }

    /** Nothing. */
    public static Defaults none() {
      return new Defaults(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Map.of(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
    }
  }

  /** What a container reserves, as far as the class says. */
  public record Reserved(
      Optional<DataSize> memory,
      Optional<Integer> vcores,
      Optional<Integer> gpus,
      Optional<Integer> fpgas) {

    public Reserved {
      memory = requireNonNullElse(memory, Optional.empty());
      vcores = requireNonNullElse(vcores, Optional.empty());
      gpus = requireNonNullElse(gpus, Optional.empty());
      fpgas = requireNonNullElse(fpgas, Optional.empty());
    }
  }

  /**
   * Limits; what is empty is not limited.
   *
   * @param memory the most memory
   * @param vcores the most virtual cores
   * @param gpus the most GPUs
   * @param maxLifetime the longest lifetime; who names none gets this one
   * @param idleAfter the longest time unused before the stop; who names none gets this one
   */
  public record Limits(
      Optional<DataSize> memory,
      Optional<Integer> vcores,
      Optional<Integer> gpus,
      Optional<Duration> maxLifetime,
      Optional<Duration> idleAfter) {

    public Limits {
      memory = requireNonNullElse(memory, Optional.empty());
      vcores = requireNonNullElse(vcores, Optional.empty());
      gpus = requireNonNullElse(gpus, Optional.empty());
      maxLifetime = requireNonNullElse(maxLifetime, Optional.empty());
      idleAfter = requireNonNullElse(idleAfter, Optional.empty());
    }

    /** No limits. */
    public static Limits none() {
      return new Limits(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }
  }

  /**
   * What is allowed; an empty list allows everything.
   *
   * @param namespaces whose notebooks may use the class
   * @param users as whom they may run
   * @param queues which they may use
   * @param environments archives and interpreters; a {@code *} at the end stands for any text
   */
  public record Allowed(
      List<String> namespaces, List<String> users, List<String> queues, List<String> environments) {

    public Allowed {
      namespaces = List.copyOf(requireNonNullElse(namespaces, List.of()));
      users = List.copyOf(requireNonNullElse(users, List.of()));
      queues = List.copyOf(requireNonNullElse(queues, List.of()));
      environments = List.copyOf(requireNonNullElse(environments, List.of()));
    }

    /** Everything. */
    public static Allowed everything() {
      return new Allowed(List.of(), List.of(), List.of(), List.of());
    }
  }
}
