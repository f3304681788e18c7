package dev.heddle.crd.policy;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.heddle.crd.application.Culling;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One rule of a policy: exactly one of the sorts is present.
 *
 * @param name for people and metrics; unique within the policy
 * @param idle the culling of notebooks that have none of their own
 * @param maxAge how long a run may last
 * @param finished how long what is stopped or failed is kept
 * @param failing how long something may fail
 * @param orphans what is left without a resource
 * @param remains what launches have left on the cluster
 */
public record CleanupRule(
    String name,
    Optional<Culling> idle,
    Optional<MaxAge> maxAge,
    Optional<Finished> finished,
    Optional<Failing> failing,
    Optional<Orphans> orphans,
    Optional<Remains> remains) {

  public CleanupRule {
    requireNonNull(name, "name is null");
    idle = requireNonNullElse(idle, Optional.empty());
    maxAge = requireNonNullElse(maxAge, Optional.empty());
    finished = requireNonNullElse(finished, Optional.empty());
    failing = requireNonNullElse(failing, Optional.empty());
    orphans = requireNonNullElse(orphans, Optional.empty());
    remains = requireNonNullElse(remains, Optional.empty());
  }

  /**
   * Stops a run that has lasted that long, with its work saved first.
   *
   * @param after how long after its start
   * @param whenBusy what becomes of one that is at work
   */
  public record MaxAge(Duration after, WhenBusy whenBusy) {
    public MaxAge {
      requireNonNull(after, "after is null");
      whenBusy = requireNonNullElse(whenBusy, WhenBusy.WAIT);
    }
  }

  /** What becomes of a run that is at work when its time has come. */
  public enum WhenBusy {
    /** It is left until it is not at work, for as long as that takes. */
    @JsonProperty("Wait")
    WAIT,
    /** It is stopped. */
    @JsonProperty("Stop")
    STOP
  }

  /**
   * Deletes a resource that long after it was stopped, or ended, with its staging directory and the
   * trash of its workspaces.
   *
   * @param after how long after
   * @param phases which of the ends count
   * @param workspace what becomes of the files in its workspaces
   */
  public record Finished(Duration after, List<Phase> phases, Files workspace) {
    public Finished {
      requireNonNull(after, "after is null");
      phases = phases == null || phases.isEmpty() ? List.of(Phase.values()) : List.copyOf(phases);
      workspace = requireNonNullElse(workspace, Files.KEEP);
    }
  }

  /** The ends of a resource. */
  public enum Phase {
    @JsonProperty("Stopped")
    STOPPED,
    @JsonProperty("Succeeded")
    SUCCEEDED,
    @JsonProperty("Failed")
    FAILED
  }

  /** What becomes of files. */
  public enum Files {
    @JsonProperty("Keep")
    KEEP,
    @JsonProperty("Delete")
    DELETE
  }

  /**
   * Stops what could not be brought to serve for that long: it is not tried again.
   *
   * @param after how long it has not served
   */
  public record Failing(Duration after) {
    public Failing {
      requireNonNull(after, "after is null");
    }
  }

  /**
   * Ends live applications of this installation whose resource is gone.
   *
   * @param after for how long they have been seen so
   */
  public record Orphans(Duration after) {
    public Orphans {
      requireNonNull(after, "after is null");
    }
  }

  /**
   * Removes what launches of this installation have left on the cluster, and what nothing needs any
   * more.
   *
   * @param of which of it
   * @param after how long it has been so
   */
  public record Remains(List<Remain> of, Duration after) {
    public Remains {
      of = List.copyOf(requireNonNull(of, "of is null"));
      requireNonNull(after, "after is null");
    }
  }

  /** What launches leave. */
  public enum Remain {
    /** What agents kept beside applications that are over, and that YARN may have forgotten. */
    @JsonProperty("StagingDirectories")
    STAGING_DIRECTORIES("StagingDirectory"),
    /** Packages of agents that no application runs with. */
    @JsonProperty("AgentPackages")
    AGENT_PACKAGES("AgentPackage"),
    /** What YARN has collected of the logs of applications that are over. */
    @JsonProperty("Logs")
    LOGS("ApplicationLogs");

    private final String kind;

    Remain(String kind) {
      this.kind = kind;
    }

    /** The kind of a target that is one of it. */
    public String kind() {
      return kind;
    }
  }
}
