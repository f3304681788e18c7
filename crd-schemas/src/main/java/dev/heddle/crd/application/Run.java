package dev.heddle.crd.application;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One submission to YARN: the write-ahead record of I1. It is written with the reserved id before
 * the submission, and from then on says what became of it.
 *
 * @param applicationId the YARN application id
 * @param launchHash hash of everything in the spec and the restart annotation that needs a new
 *     application when it changes
 * @param number counts submissions of this resource, from 1
 * @param reservedAt when the id was reserved
 * @param submitted whether YARN confirmed the submission
 * @param stopRequestedAt when Heddle asked it to stop; an end after that is a stop, not a failure
 * @param terms what YARN was last asked to grant it, which can change while it runs
 * @param launched a hash of each part of what it was launched as, by the part's name; empty when
 *     that is not known
 */
public record Run(
    String applicationId,
    String launchHash,
    int number,
    Instant reservedAt,
    boolean submitted,
    Optional<Instant> stopRequestedAt,
    Optional<Terms> terms,
    Map<String, String> launched) {

  public Run {
    requireNonNull(applicationId, "applicationId is null");
    requireNonNull(launchHash, "launchHash is null");
    requireNonNull(reservedAt, "reservedAt is null");
    stopRequestedAt = requireNonNullElse(stopRequestedAt, Optional.empty());
    terms = requireNonNullElse(terms, Optional.empty());
    launched = Map.copyOf(requireNonNullElse(launched, Map.of()));
  }

  /** A run for which YARN was asked nothing in particular. */
  public Run(
      String applicationId,
      String launchHash,
      int number,
      Instant reservedAt,
      boolean submitted,
      Optional<Instant> stopRequestedAt) {
    this(
        applicationId,
        launchHash,
        number,
        reservedAt,
        submitted,
        stopRequestedAt,
        Optional.empty(),
        Map.of());
  }

  /** The same run, for which YARN was asked this. */
  public Run withTerms(Terms value) {
    return new Run(
        applicationId,
        launchHash,
        number,
        reservedAt,
        submitted,
        stopRequestedAt,
        value.equals(Terms.none()) ? Optional.empty() : Optional.of(value),
        launched);
  }

  /** The same run, of which this is known to have been launched. */
  public Run withLaunched(String hash, Map<String, String> parts) {
    return new Run(
        applicationId, hash, number, reservedAt, submitted, stopRequestedAt, terms, parts);
  }

  /** The same run, confirmed by YARN or not. */
  public Run withSubmitted(boolean value) {
    return new Run(
        applicationId, launchHash, number, reservedAt, value, stopRequestedAt, terms, launched);
  }

  /** The same run, asked to stop then. */
  public Run withStopRequestedAt(Optional<Instant> value) {
    return new Run(
        applicationId, launchHash, number, reservedAt, submitted, value, terms, launched);
  }
}
