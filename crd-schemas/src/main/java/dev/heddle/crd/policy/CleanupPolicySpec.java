package dev.heddle.crd.policy;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;

/**
 * What a policy is about, and what it does.
 *
 * @param mode whether it acts
 * @param priority of two policies that act on one resource, the one with the higher number does; of
 *     two with the same number, the one whose name comes first
 * @param selector what it is about; everything when it says nothing
 * @param rules in order: of several that are due for one resource, the first acts
 * @param limits how much it does at once; without it, {@link Limits#ofDefault}
 * @param guard how much may be due at once before it waits for approval (I4)
 */
public record CleanupPolicySpec(
    Mode mode,
    int priority,
    Selector selector,
    List<CleanupRule> rules,
    Optional<Limits> limits,
    Guard guard) {

  public CleanupPolicySpec {
    mode = requireNonNullElse(mode, Mode.OBSERVE);
    selector = requireNonNullElse(selector, Selector.everything());
    rules = List.copyOf(requireNonNullElse(rules, List.of()));
    limits = requireNonNullElse(limits, Optional.empty());
    guard = requireNonNullElse(guard, Guard.ofDefault());
  }

  /** The same with another mode. */
  public CleanupPolicySpec withMode(Mode replacement) {
    return new CleanupPolicySpec(replacement, priority, selector, rules, limits, guard);
  }

  /** Whether a policy acts. */
  public enum Mode {
    /** It says what it would do. */
    @JsonProperty("Observe")
    OBSERVE,
    /** It does it. */
    @JsonProperty("Enforce")
    ENFORCE
  }

  /**
   * How much is done at once.
   *
   * @param actionsPerPass between two looks at everything, which are at least some seconds apart
   * @param actionsPerHour in one hour
   */
  public record Limits(int actionsPerPass, int actionsPerHour) {

    public static Limits ofDefault() {
      return new Limits(10, 60);
    }
  }

  /**
   * The limit over which actions wait for the annotation {@code
   * heddle.dev/approved-revision=<revision>}.
   *
   * @param maxActions number of actions that are due at once
   * @param maxActionPercent share of what the policy is about, in percent
   */
  public record Guard(int maxActions, int maxActionPercent) {

    public static Guard ofDefault() {
      return new Guard(10, 20);
    }
  }
}
