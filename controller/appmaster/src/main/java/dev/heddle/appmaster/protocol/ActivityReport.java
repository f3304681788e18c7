package dev.heddle.appmaster.protocol;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * Whether the service is used. All times are lengths, reckoned by the agent's monotonic clock, so
 * that clocks that differ or jump cannot make a notebook look idle (I5).
 *
 * @param interval between two looks
 * @param measured how long has been looked, without a gap
 * @param looksInARow successful looks since the last one that failed
 * @param lastLook since the last successful look; empty when there was none
 * @param trouble why the last look failed; empty when it did not
 * @param quiet since the last sign of work, at most {@code measured}
 * @param lastSign what that was; empty when there was none
 * @param busy how long it has been at work without a break, as of the last look; empty when it was
 *     not
 * @param busyWith what with; empty when it was not
 * @param kernels that run
 * @param busyKernels those of them that compute, or wait for an answer to {@code input()}
 * @param terminals that are open
 * @param connections of browsers to kernels
 * @param cpuPermille of one core, all processes of the container together, over the last interval
 */
public record ActivityReport(
    Duration interval,
    Duration measured,
    int looksInARow,
    Optional<Duration> lastLook,
    String trouble,
    Duration quiet,
    String lastSign,
    Optional<Duration> busy,
    String busyWith,
    int kernels,
    int busyKernels,
    int terminals,
    int connections,
    int cpuPermille) {

  public ActivityReport {
    requireNonNull(interval, "interval is null");
    requireNonNull(measured, "measured is null");
    requireNonNull(lastLook, "lastLook is null");
    requireNonNull(trouble, "trouble is null");
    requireNonNull(quiet, "quiet is null");
    requireNonNull(lastSign, "lastSign is null");
    requireNonNull(busy, "busy is null");
    requireNonNull(busyWith, "busyWith is null");
  }

  /** Of something of which nothing can be said. */
  public static ActivityReport unknown(String why) {
    return new ActivityReport(
        AgentSpec.USUAL_ACTIVITY_INTERVAL,
        Duration.ZERO,
        0,
        Optional.empty(),
        why,
        Duration.ZERO,
        "",
        Optional.empty(),
        "",
        0,
        0,
        0,
        0,
        0);
  }

  /** The same, told so much later, when nothing has been seen since. */
  public ActivityReport after(Duration silence) {
    return new ActivityReport(
        interval,
        measured.plus(silence),
        looksInARow,
        lastLook.map(silence::plus),
        trouble,
        quiet.plus(silence),
        lastSign,
        busy.map(silence::plus),
        busyWith,
        kernels,
        busyKernels,
        terminals,
        connections,
        cpuPermille);
  }

  /** Both taken together: used if one of the two is, unknown if one of the two is. */
  public ActivityReport and(ActivityReport other) {
    boolean quieter = quiet.compareTo(other.quiet) > 0;
    boolean longerBusy =
        busy.orElse(Duration.ZERO).compareTo(other.busy.orElse(Duration.ZERO)) >= 0;
    return new ActivityReport(
        longest(interval, other.interval),
        measured.compareTo(other.measured) < 0 ? measured : other.measured,
        Math.min(looksInARow, other.looksInARow),
        lastLook.flatMap(look -> other.lastLook.map(otherLook -> longest(look, otherLook))),
        trouble.isEmpty() ? other.trouble : trouble,
        quieter ? other.quiet : quiet,
        quieter ? other.lastSign : lastSign,
        longerBusy ? busy : other.busy,
        longerBusy ? busyWith : other.busyWith,
        kernels + other.kernels,
        busyKernels + other.busyKernels,
        terminals + other.terminals,
        connections + other.connections,
        cpuPermille + other.cpuPermille);
  }

  private static Duration longest(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  JsonObject toJson() {
    return JsonObject.create()
        .put("interval", interval)
        .put("measured", measured)
        .put("looksInARow", looksInARow)
        .put("lastLook", lastLook)
        .put("trouble", trouble)
        .put("quiet", quiet)
        .put("lastSign", lastSign)
        .put("busy", busy)
        .put("busyWith", busyWith)
        .put("kernels", kernels)
        .put("busyKernels", busyKernels)
        .put("terminals", terminals)
        .put("connections", connections)
        .put("cpuPermille", cpuPermille);
  }

  static ActivityReport fromJson(JsonObject json) {
    return new ActivityReport(
        json.duration("interval"),
        json.duration("measured"),
        Math.toIntExact(json.integer("looksInARow")),
        optionalDuration(json, "lastLook"),
        json.string("trouble"),
        json.duration("quiet"),
        json.string("lastSign"),
        optionalDuration(json, "busy"),
        json.string("busyWith"),
        Math.toIntExact(json.integer("kernels")),
        Math.toIntExact(json.integer("busyKernels")),
        Math.toIntExact(json.integer("terminals")),
        Math.toIntExact(json.integer("connections")),
        Math.toIntExact(json.integer("cpuPermille")));
  }

  private static Optional<Duration> optionalDuration(JsonObject json, String name) {
    return json.has(name) ? Optional.of(json.duration(name)) : Optional.empty();
  }
}
