package dev.heddle.appmaster.protocol;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * How a process is kept running, beyond starting it again when it ends.
 *
 * @param startup gives a slow start its time before the other two are asked
 * @param readiness whether it serves
 * @param liveness whether it is still of use
 * @param ports chosen before it starts
 * @param preStart runs before each start, which fails with it
 * @param preStop runs before it is asked to end, within the grace of the stop
 */
public record Upkeep(
    Optional<ProbeSpec> startup,
    Optional<ProbeSpec> readiness,
    Optional<ProbeSpec> liveness,
    List<PortWish> ports,
    Optional<Hook> preStart,
    Optional<Hook> preStop) {
  public Upkeep {
    requireNonNull(startup, "startup is null");
    requireNonNull(readiness, "readiness is null");
    requireNonNull(liveness, "liveness is null");
    ports = List.copyOf(ports);
    requireNonNull(preStart, "preStart is null");
    requireNonNull(preStop, "preStop is null");
  }

  public static Upkeep none() {
    return new Upkeep(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty());
  }

  boolean isNone() {
    return equals(none());
  }

  /** Whether there is anything to ask. */
  public boolean probes() {
    return startup.isPresent() || readiness.isPresent() || liveness.isPresent();
  }

  /** Whether a process that merely runs is not ready yet. */
  public boolean gates() {
    return startup.isPresent() || readiness.isPresent();
  }

  JsonObject toJson() {
    return JsonObject.create()
        .put("startup", startup.map(ProbeSpec::toJson))
        .put("readiness", readiness.map(ProbeSpec::toJson))
        .put("liveness", liveness.map(ProbeSpec::toJson))
        .putObjects("ports", ports.stream().map(PortWish::toJson).toList())
        .put("preStart", preStart.map(Hook::toJson))
        .put("preStop", preStop.map(Hook::toJson));
  }

  static Upkeep fromJson(JsonObject json) {
    return new Upkeep(
        json.optionalObject("startup").map(ProbeSpec::fromJson),
        json.optionalObject("readiness").map(ProbeSpec::fromJson),
        json.optionalObject("liveness").map(ProbeSpec::fromJson),
        json.objectList("ports").stream().map(PortWish::fromJson).toList(),
        json.optionalObject("preStart").map(Hook::fromJson),
        json.optionalObject("preStop").map(Hook::fromJson));
  }
}
