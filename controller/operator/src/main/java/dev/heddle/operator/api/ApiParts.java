package dev.heddle.operator.api;

import static java.util.Objects.requireNonNull;

import dev.heddle.operator.store.ObjectStore;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What the API is made of.
 *
 * @param store where objects live
 * @param applications the way to running applications
 * @param cluster what YARN says of itself
 * @param cleanup what policies would do
 * @param health what {@code /livez} and {@code /readyz} report
 * @param metrics what {@code /metrics} prints
 * @param clock the time that ages are told against
 * @param access who may do what
 * @param scheduler reads logs that are followed; may block
 * @param version Heddle's version
 */
public record ApiParts(
    ObjectStore store,
    ApplicationAccess applications,
    ClusterAccess cluster,
    CleanupAccess cleanup,
    HealthChecks health,
    PrometheusMeterRegistry metrics,
    Clock clock,
    ApiAccess access,
    ScheduledExecutorService scheduler,
    String version) {

  public ApiParts {
    requireNonNull(store, "store is null");
    requireNonNull(applications, "applications is null");
    requireNonNull(cluster, "cluster is null");
    requireNonNull(cleanup, "cleanup is null");
    requireNonNull(health, "health is null");
    requireNonNull(metrics, "metrics is null");
    requireNonNull(clock, "clock is null");
    requireNonNull(access, "access is null");
    requireNonNull(scheduler, "scheduler is null");
    requireNonNull(version, "version is null");
  }
}
