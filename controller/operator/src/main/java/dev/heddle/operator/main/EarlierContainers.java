package dev.heddle.operator.main;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.application.Application;
import dev.heddle.crd.application.Run;
import dev.heddle.crd.application.ServiceStatus;
import dev.heddle.crd.application.ServiceStatus.Instance;
import dev.heddle.operator.api.ApplicationAccess.LogPage;
import dev.heddle.operator.api.ApplicationAccess.LogSource;
import dev.heddle.operator.api.ApplicationAccess.LogStart;
import dev.heddle.operator.api.ApplicationAccessException;
import dev.heddle.operator.api.ApplicationAccessException.Reason;
import dev.heddle.operator.yarn.ApplicationReport;
import dev.heddle.operator.yarn.CollectedLogs;
import dev.heddle.operator.yarn.CollectedLogs.Listing;
import dev.heddle.operator.yarn.CollectedLogs.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The logs of containers that came before the newest ones: of the same run, or of the run before
 * it. All of them are what YARN has collected.
 */
final class EarlierContainers {

  private static final Pattern CONTAINER =
      Pattern.compile("container_(e\\d+_)?(?<cluster>\\d+)_(?<number>\\d+)_\\d+_\\d+");

  private final CollectedLogs collected;
  private final EarlierRuns runs;

  EarlierContainers(CollectedLogs collected, EarlierRuns runs) {
    this.collected = requireNonNull(collected, "collected is null");
    this.runs = requireNonNull(runs, "runs is null");
  }

  /** Whether a page is of a container before the newest ones. */
  static boolean isMeant(LogStart start, Run newest) {
    return start instanceof LogStart.Previous
        || (start instanceof LogStart.After after
            && !after.source().applicationId().equals(newest.applicationId()));
  }

  /**
   * A page of it.
   *
   * @param wanted a service, an instance, or YARN's id of a container of an earlier run
   */
  LogPage read(Application application, Run newest, String wanted, LogStart start) {
    if (start instanceof LogStart.After after) {
      ApplicationReport run = runs.named(application, after.source().applicationId());
      return page(
          application,
          wanted,
          run.user(),
          after.source(),
          new Part.From(after.bytes(), ApplicationLogs.COLLECTED_PAGE));
    }
    Part part = ApplicationLogs.part((LogStart.Previous) start);
    if (wanted.startsWith("container_")) {
      return ofContainer(application, newest, wanted, part);
    }
    String service =
        ServiceLogs.serviceOf(application, wanted)
            .orElseThrow(
                () ->
                    ApplicationLogs.nothing(
                        application.key()
                            + " has no service '"
                            + wanted
                            + "'; it has "
                            + String.join(
                                ", ", new TreeSet<>(application.spec().services().keySet()))));
    Optional<Instance> predecessor = predecessor(application, service, wanted);
    return predecessor.isPresent()
        ? ofPredecessor(application, newest, service, predecessor.get(), part)
        : ofRunBefore(application, newest, service, part);
  }

  /** The one that ended last before the one that is meant, or before the newest that lives. */
  private static Optional<Instance> predecessor(
      Application application, String service, String wanted) {
    List<Instance> instances =
        application.status().services().stream()
            .filter(each -> each.name().equals(service))
            .map(ServiceStatus::instances)
            .findFirst()
            .orElse(List.of());
    int meant = instances.size() - 1;
    for (int i = instances.size() - 1; i >= 0; i--) {
      Instance each = instances.get(i);
      boolean current = !ServiceLogs.isOver(each);
      if (wanted.equals(service) ? current : each.id().equals(wanted)) {
        meant = i;
        break;
      }
    }
    return instances.subList(0, Math.max(0, meant)).stream()
        .filter(ServiceLogs::isOver)
        .filter(each -> each.containerId().isPresent())
        .reduce((former, newer) -> newer);
  }

  private LogPage ofPredecessor(
      Application application, Run newest, String service, Instance instance, Part part) {
    if (application.status().finishedAt().isEmpty()) {
      throw ApplicationLogs.nothing(
          "%s has ended (%s); YARN collects its log when %s has ended, not before"
              .formatted(instance.id(), instance.state(), newest.applicationId()));
    }
    return ApplicationLogs.collected(
        collected,
        LogSource.ofContainer(newest.applicationId(), instance.containerId().orElseThrow()),
        ApplicationLogs.user(application),
        service + ".log",
        part);
  }

  private LogPage ofRunBefore(Application application, Run newest, String service, Part part) {
    ApplicationReport run = runs.before(application, newest);
    String file = service + ".log";
    Listing listing = collected.containers(run.applicationId(), run.user(), file);
    if (listing instanceof Listing.NotYet notYet) {
      throw new ApplicationAccessException(Reason.NOT_YET, notYet.why());
    }
    List<String> containers = ((Listing.Known) listing).containers();
    if (containers.isEmpty()) {
      throw ApplicationLogs.nothing(
          "no container of the service " + service + " has a log in " + run.applicationId());
    }
    if (containers.size() > 1) {
      throw new ApplicationAccessException(
          Reason.REFUSED,
          "%s had several containers in %s: choose one of %s"
              .formatted(service, run.applicationId(), String.join(", ", containers)));
    }
    return ApplicationLogs.collected(
        collected,
        LogSource.ofContainer(run.applicationId(), containers.get(0)),
        run.user(),
        file,
        part);
  }

  private LogPage ofContainer(Application application, Run newest, String container, Part part) {
    String id = applicationOf(container);
    if (id.equals(newest.applicationId())) {
      throw new ApplicationAccessException(
          Reason.REFUSED, container + " is of the newest run: ask for it without previous");
    }
    ApplicationReport run = runs.named(application, id);
    return page(application, container, run.user(), LogSource.ofContainer(id, container), part);
  }

  private static String applicationOf(String container) {
    Matcher id = CONTAINER.matcher(container);
    if (!id.matches()) {
      throw ApplicationLogs.nothing("'" + container + "' is no id of a container");
    }
    return "application_" + id.group("cluster") + "_" + id.group("number");
  }

  /** Which service's it was is known of those only that are named so. */
  private LogPage page(
      Application application, String wanted, String user, LogSource source, Part part) {
    List<String> services = new ArrayList<>();
    ServiceLogs.serviceOf(application, wanted)
        .ifPresentOrElse(
            services::add, () -> services.addAll(application.spec().services().keySet()));
    return ServiceLogs.firstFound(collected, source, user, services, part);
  }
}
