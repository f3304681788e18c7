package dev.heddle.crd.quota;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import dev.heddle.crd.quantity.DataSize;
import java.util.List;
import java.util.Optional;

/**
 * What of a quota is used.
 *
 * @param observedGeneration the generation of the spec this status speaks of
 * @param used by all that is selected, in sum; empty before anybody has looked
 * @param waiting how many wait in line
 * @param shares the same for each that is counted by itself, the fullest first; with very many,
 *     only the first
 */
public record QuotaStatus(
    long observedGeneration, Optional<Used> used, int waiting, List<Share> shares) {

  public QuotaStatus {
    used = requireNonNullElse(used, Optional.empty());
    shares = List.copyOf(requireNonNullElse(shares, List.of()));
  }

  /** The status of a resource that nothing has looked at yet. */
  public static QuotaStatus unobserved() {
    return new QuotaStatus(0, Optional.empty(), 0, List.of());
  }

  /** What is used, of what can be limited. */
  public record Used(int notebooks, DataSize memory, int vcores, int gpus) {
    public Used {
      requireNonNull(memory, "memory is null");
    }
  }

  /**
   * What one uses that is counted by itself.
   *
   * @param name the namespace or the owner
   * @param used by it
   * @param waiting how many of it wait in line
   */
  public record Share(String name, Used used, int waiting) {
    public Share {
      requireNonNull(name, "name is null");
      requireNonNull(used, "used is null");
    }
  }
}
