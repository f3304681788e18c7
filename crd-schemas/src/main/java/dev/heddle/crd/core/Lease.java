package dev.heddle.crd.core;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.heddle.crd.meta.ObjectMeta;
import dev.heddle.crd.meta.Resource;
import java.time.Instant;
import java.util.Optional;

/**
 * Who of several processes leads, for controllers that elect through the API. Heddle does not read
 * them: its own election is in ZooKeeper.
 *
 * @param metadata identity and ownership
 * @param spec who holds it, and until when
 */
public record Lease(ObjectMeta metadata, Term spec) implements Resource {

  public Lease {
    requireNonNull(metadata, "metadata is null");
    spec =
        requireNonNullElse(
            spec,
            new Term(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
  }

  @JsonProperty("apiVersion")
  @Override
  public String apiVersion() {
    return "coordination.k8s.io/v1";
  }

  @JsonProperty("kind")
  @Override
  public String kind() {
    return "Lease";
  }

  /**
   * One holder's time.
   *
   * @param holderIdentity who holds it
   * @param leaseDurationSeconds how long after {@code renewTime} others have to wait
   * @param acquireTime since when
   * @param renewTime when it was renewed last
   * @param leaseTransitions how often the holder has changed
   */
  public record Term(
      Optional<String> holderIdentity,
      Optional<Integer> leaseDurationSeconds,
      Optional<Instant> acquireTime,
      Optional<Instant> renewTime,
      Optional<Integer> leaseTransitions) {

    public Term {
      holderIdentity = requireNonNullElse(holderIdentity, Optional.empty());
      leaseDurationSeconds = requireNonNullElse(leaseDurationSeconds, Optional.empty());
      acquireTime = requireNonNullElse(acquireTime, Optional.empty());
      renewTime = requireNonNullElse(renewTime, Optional.empty());
      leaseTransitions = requireNonNullElse(leaseTransitions, Optional.empty());
    }
  }
}
