package dev.heddle.operator.yarn;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.application.Hooks;
import dev.heddle.crd.application.Port;
import dev.heddle.crd.application.Probe;
import dev.heddle.crd.application.Readiness;
import dev.heddle.crd.application.RestartBackoff;
import java.util.Map;
import java.util.Optional;

/**
 * How a process is kept running, beyond starting it again when it ends.
 *
 * @param readiness how it is seen to serve
 * @param startup gives a slow start its time
 * @param liveness whether it is still of use
 * @param ports name to port
 * @param hooks commands before its start and its stop
 * @param restartBackoff the pauses before restarts
 */
public record LaunchUpkeep(
    Optional<Readiness> readiness,
    Optional<Probe> startup,
    Optional<Probe> liveness,
    Map<String, Port> ports,
    Optional<Hooks> hooks,
    RestartBackoff restartBackoff) {

  public LaunchUpkeep {
    requireNonNull(readiness, "readiness is null");
    requireNonNull(startup, "startup is null");
    requireNonNull(liveness, "liveness is null");
    ports = Map.copyOf(ports);
    requireNonNull(hooks, "hooks is null");
    requireNonNull(restartBackoff, "restartBackoff is null");
  }

  static LaunchUpkeep of(Optional<Readiness> readiness) {
    return new LaunchUpkeep(
        readiness,
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        Optional.empty(),
        RestartBackoff.usual());
  }
}
