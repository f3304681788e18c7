package dev.heddle.crd.application;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;

/**
 * Where a service's containers may be, seen from containers of the same application. All rules of a
 * service must hold.
 *
 * @param relation what is asked
 * @param services whose containers are looked at; the service's own name may be among them
 * @param scope what counts as one place
 * @param min for {@link Relation#CARDINALITY}, how many must be at the place already
 * @param max for {@link Relation#CARDINALITY}, how many may be at one place, this one included
 */
public record PlacementRule(
    Relation relation,
    List<String> services,
    Scope scope,
    Optional<Integer> min,
    Optional<Integer> max) {

  /** What is asked of a place. */
  public enum Relation {
    /** At least one of those containers is there. */
    @JsonProperty("Affinity")
    AFFINITY,
    /** None of those containers is there. */
    @JsonProperty("AntiAffinity")
    ANTI_AFFINITY,
    /** Between min and max of those containers are there. */
    @JsonProperty("Cardinality")
    CARDINALITY
  }

  /** What counts as one place. */
  public enum Scope {
    @JsonProperty("Node")
    NODE,
    @JsonProperty("Rack")
    RACK
  }

  public PlacementRule {
    requireNonNull(relation, "relation is null");
    services = List.copyOf(requireNonNullElse(services, List.of()));
    scope = requireNonNullElse(scope, Scope.NODE);
    min = requireNonNullElse(min, Optional.empty());
    max = requireNonNullElse(max, Optional.empty());
  }
}
