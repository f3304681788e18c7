package dev.heddle.operator.application;

import dev.heddle.appmaster.protocol.AgentStatus;
import dev.heddle.crd.application.ApplicationStatus;
import dev.heddle.crd.application.Phase;
import dev.heddle.operator.yarn.ApplicationReport;
import java.util.Optional;
import java.util.regex.Pattern;

/** Draws a live application for people: phase, place, conditions. Pure. */
final class StatusPicture {

  private static final int LONGEST_WORDS = 2_000;

  /** YARN dates its sentences, and redates them: a change of that alone is none. */
  private static final Pattern DATE = Pattern.compile("^\\[[^\\]]*\\d{4}\\]\\s*");

  /** The capacity scheduler's words when a queue's or a user's share is used up. */
  private static final String AM_LIMIT = "AM resource limit exceeded";

  private StatusPicture() {}

  static StatusDraft of(
      StatusDraft draft,
      ApplicationStatus before,
      ApplicationReport report,
      Optional<YarnView.Sighting> agent) {
    draft.user(report.user()).startedAt(report.startedAt()).attempt(report.attempt());
    return switch (report.state()) {
      case NEW ->
          draft
              .phase(Phase.SUBMITTING)
              .notServing()
              .progressing("Submitting", "YARN is taking " + report.applicationId() + " on");
      case ACCEPTED -> accepted(draft.phase(Phase.ACCEPTED).notServing(), report);
      case RUNNING -> running(draft, before, report, agent);
      case FINISHED, FAILED, KILLED ->
          throw new IllegalArgumentException(report.applicationId() + " is over");
    };
  }

  private static StatusDraft accepted(StatusDraft draft, ApplicationReport report) {
    String words = words(report.diagnostics());
    if (words.contains(AM_LIMIT)) {
      return draft.progressing(
          "ApplicationMasterShare",
          "queue "
              + report.queue()
              + " has no share left for another application master: raise its"
              + " maximum-am-resource-percent, or let processes run in containers of their own"
              + " (runIn: Container), whose application masters need little; YARN says: "
              + words);
    }
    return draft.progressing(
        "Accepted",
        "waits for a container in queue " + report.queue() + (words.isEmpty() ? "" : ": " + words));
  }

  private static StatusDraft running(
      StatusDraft draft,
      ApplicationStatus before,
      ApplicationReport report,
      Optional<YarnView.Sighting> sighting) {
    draft.place(report.host(), report.agentPort());
    Optional<AgentStatus> agent =
        sighting
            .map(YarnView.Sighting::status)
            .filter(a -> a.place().applicationId().equals(report.applicationId()))
            .filter(a -> a.place().attempt() == report.attempt());
    if (agent.isPresent() && sighting.get().answers()) {
      agent.get().workspace().ifPresentOrElse(draft::workspace, draft::noWorkspace);
      return told(draft, before, report, agent.get());
    }
    if (!report.trackingUrl().isEmpty()) {
      // YARN's own word: the agent announces the address when the process serves.
      return ready(draft, report.trackingUrl(), "the process runs");
    }
    if (before.phase() == Phase.READY && before.attempt() == report.attempt()) {
      return draft.unknown(
          "AgentUnreachable", "the agent on " + report.host() + " gives no answer");
    }
    return starting(draft, "Starting", "the process starts on " + report.host());
  }

  private static StatusDraft told(
      StatusDraft draft, ApplicationStatus before, ApplicationReport report, AgentStatus agent) {
    draft.process(agent.process());
    if (agent.services().isEmpty()) {
      draft.restartsInAttempt(agent.process().restarts());
    } else {
      draft.restartsOfServices(agent.process().restarts()).services(ServicePicture.of(agent));
    }
    return switch (agent.phase()) {
      case READY -> {
        agent.process().readyAt().ifPresent(draft::readyAt);
        yield ready(
            draft,
            agent.address().url(),
            agent.services().isEmpty() ? "the process runs" : "all services are ready");
      }
      case STARTING ->
          // YARN's word that it serves may be newer than the agent's, and is no restart's end.
          !report.trackingUrl().isEmpty()
                  && before.phase() == Phase.READY
                  && before.attempt() == report.attempt()
                  && before.restarts() == draft.restarts()
              ? ready(draft, report.trackingUrl(), "the process runs")
              : starting(
                  draft,
                  "Starting",
                  agent.services().isEmpty() ? process(report.host(), agent) : agent.message());
      case RESTARTING ->
          starting(draft, "Restarting", "the process is started again: " + agent.message());
      case STOPPING, ENDED ->
          draft
              .phase(Phase.STOPPING)
              .url(Optional.empty())
              .progressing("Ending", "the process is ending");
    };
  }

  /** One that was ready once, or that has something to say of itself, says what is wrong. */
  private static String process(String host, AgentStatus agent) {
    return agent.process().readyAt().isPresent()
        ? agent.message()
        : "the process starts on " + host;
  }

  private static StatusDraft ready(StatusDraft draft, String url, String running) {
    Optional<String> place = Optional.of(url).filter(u -> !u.isEmpty());
    return draft
        .phase(Phase.READY)
        .readyNow()
        .url(place)
        .ready(place.map(u -> "serves at " + u).orElse(running));
  }

  private static StatusDraft starting(StatusDraft draft, String reason, String message) {
    return draft.phase(Phase.STARTING).url(Optional.empty()).progressing(reason, message);
  }

  /** What an ended application came to, in YARN's terms. */
  static String result(ApplicationReport report) {
    return switch (report.state()) {
      case FAILED -> "FAILED";
      case KILLED -> "KILLED";
      case FINISHED -> report.finalStatus().name();
      case NEW, ACCEPTED, RUNNING ->
          throw new IllegalArgumentException(report.applicationId() + " is not over");
    };
  }

  /** Diagnostics as they go into a status. */
  static String words(String diagnostics) {
    String text = DATE.matcher(diagnostics.strip()).replaceFirst("").strip();
    return text.length() > LONGEST_WORDS ? text.substring(0, LONGEST_WORDS) + " ..." : text;
  }
}
