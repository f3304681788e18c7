package dev.heddle.crd.policy;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.heddle.crd.meta.Condition;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is due, and what was done.
 *
 * @param observedGeneration the generation of the spec this status speaks of
 * @param matched how many resources the policy is about
 * @param due how many of its actions are due now
 * @param acted how many actions it has taken
 * @param next what comes next, the soonest first; with very many, only the first
 * @param last what was done last, the newest first
 * @param pendingRevision what waits for approval, by name (I4)
 * @param pending what approving that would do; with very many, only the first
 * @param inProgress deletions that have been begun, and what is still to be removed for them
 * @param hour how much was done in the present hour
 * @param conditions Ready and more, with reasons in words
 */
public record CleanupPolicyStatus(
    long observedGeneration,
    int matched,
    int due,
    long acted,
    List<Item> next,
    List<Item> last,
    Optional<String> pendingRevision,
    List<Target> pending,
    List<Deletion> inProgress,
    Optional<Hour> hour,
    List<Condition> conditions) {

  public CleanupPolicyStatus {
    next = List.copyOf(requireNonNullElse(next, List.of()));
    last = List.copyOf(requireNonNullElse(last, List.of()));
    pendingRevision = requireNonNullElse(pendingRevision, Optional.empty());
    pending = List.copyOf(requireNonNullElse(pending, List.of()));
    inProgress = List.copyOf(requireNonNullElse(inProgress, List.of()));
    hour = requireNonNullElse(hour, Optional.empty());
    conditions = List.copyOf(requireNonNullElse(conditions, List.of()));
  }

  /** The status of a resource that nothing has looked at yet. */
  public static CleanupPolicyStatus unobserved() {
    return new CleanupPolicyStatus(
        0,
        0,
        0,
        0,
        List.of(),
        List.of(),
        Optional.empty(),
        List.of(),
        List.of(),
        Optional.empty(),
        List.of());
  }

  /** What is done to something. */
  public enum Action {
    /** Ended, its work saved, and not started again by itself. */
    @JsonProperty("Stop")
    STOP,
    /** Removed with what belongs to it. */
    @JsonProperty("Delete")
    DELETE,
    /** Ended by force: a live application that has no resource. */
    @JsonProperty("Kill")
    KILL
  }

  /**
   * Something that an action is about.
   *
   * @param kind Notebook, Application, YarnApplication for one that has no resource, or what is
   *     left on the cluster: StagingDirectory, AgentPackage, ApplicationLogs
   * @param namespace its namespace; empty for what has no resource
   * @param name its name, YARN's id of the application, or the name of the file
   * @param uid its identity (I1)
   */
  public record Target(String kind, String namespace, String name, String uid)
      implements Comparable<Target> {

    /** The kind of live applications that have no resource. */
    public static final String YARN = "YarnApplication";

    public Target {
      requireNonNull(kind, "kind is null");
      namespace = requireNonNullElse(namespace, "");
      requireNonNull(name, "name is null");
      uid = requireNonNullElse(uid, "");
    }

    @Override
    public int compareTo(Target other) {
      return (kind + "/" + namespace + "/" + name + "/" + uid)
          .compareTo(other.kind + "/" + other.namespace + "/" + other.name + "/" + other.uid);
    }

    @Override
    public String toString() {
      return kind + " " + (namespace.isEmpty() ? name : namespace + "/" + name);
    }
  }

  /**
   * One action, to come or done.
   *
   * @param target what it is about
   * @param rule which of the policy's rules
   * @param action what is done
   * @param at when it is due, or when it was done
   * @param why what has come to pass, in words
   * @param blockedBy what keeps it from being done, in words
   */
  public record Item(
      Target target,
      String rule,
      Action action,
      Instant at,
      String why,
      Optional<String> blockedBy) {

    public Item {
      requireNonNull(target, "target is null");
      requireNonNull(rule, "rule is null");
      requireNonNull(action, "action is null");
      requireNonNull(at, "at is null");
      why = requireNonNullElse(why, "");
      blockedBy = requireNonNullElse(blockedBy, Optional.empty());
    }
  }

  /**
   * A deletion that has been begun: written before it is.
   *
   * @param target what is deleted
   * @param rule by which rule
   * @param user whose files its remains are
   * @param trash the workspaces whose trash goes with it
   * @param workspaces the workspaces that go with it
   * @param since when it was begun
   */
  public record Deletion(
      Target target,
      String rule,
      String user,
      List<String> trash,
      List<String> workspaces,
      Instant since) {

    public Deletion {
      requireNonNull(target, "target is null");
      requireNonNull(rule, "rule is null");
      user = requireNonNullElse(user, "");
      trash = List.copyOf(requireNonNullElse(trash, List.of()));
      workspaces = List.copyOf(requireNonNullElse(workspaces, List.of()));
      requireNonNull(since, "since is null");
    }
  }

  /**
   * What counts towards the limit of an hour.
   *
   * @param since when it began
   * @param actions how many were taken since
   */
  public record Hour(Instant since, int actions) {
    public Hour {
      requireNonNull(since, "since is null");
    }
  }
}
