package dev.heddle.crd.quota;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.heddle.crd.quantity.DataSize;
import java.util.List;
import java.util.Optional;

/**
 * Limits, and whom they are for.
 *
 * @param namespaces whose resources count; empty for all
 * @param owners the users whose resources count; empty for all
 * @param count whether all of them share the limits, or each has them for itself
 * @param hard the limits
 */
public record QuotaSpec(List<String> namespaces, List<String> owners, Count count, Hard hard) {

  public QuotaSpec {
    namespaces = List.copyOf(requireNonNullElse(namespaces, List.of()));
    owners = List.copyOf(requireNonNullElse(owners, List.of()));
    count = requireNonNullElse(count, Count.TOGETHER);
    hard = requireNonNullElse(hard, Hard.none());
  }

  /** What the limits are for. */
  public enum Count {
    /** All that is selected, in sum. */
    @JsonProperty("Together")
    TOGETHER,
    /** Each namespace by itself. */
    @JsonProperty("PerNamespace")
    PER_NAMESPACE,
    /** Each owner by himself. */
    @JsonProperty("PerOwner")
    PER_OWNER
  }

  /**
   * The limits; what is empty is not limited.
   *
   * @param notebooks that run at one time
   * @param memory of notebooks and applications
   * @param vcores of notebooks and applications
   * @param gpus of notebooks and applications
   */
  public record Hard(
      Optional<Integer> notebooks,
      Optional<DataSize> memory,
      Optional<Integer> vcores,
      Optional<Integer> gpus) {

    public Hard {
      notebooks = requireNonNullElse(notebooks, Optional.empty());
      memory = requireNonNullElse(memory, Optional.empty());
      vcores = requireNonNullElse(vcores, Optional.empty());
      gpus = requireNonNullElse(gpus, Optional.empty());
    }

    /** No limits. */
    public static Hard none() {
      return new Hard(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }
  }
}
