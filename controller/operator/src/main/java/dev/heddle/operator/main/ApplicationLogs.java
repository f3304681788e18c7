package dev.heddle.operator.main;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.heddle.crd.application.Application;
import dev.heddle.crd.application.ApplicationStatus;
import dev.heddle.crd.application.Run;
import dev.heddle.operator.agent.AgentAddress;
import dev.heddle.operator.agent.Agents;
import dev.heddle.operator.api.ApplicationAccess.LogPage;
import dev.heddle.operator.api.ApplicationAccess.LogSource;
import dev.heddle.operator.api.ApplicationAccess.LogStart;
import dev.heddle.operator.api.ApplicationAccessException;
import dev.heddle.operator.api.ApplicationAccessException.Reason;
import dev.heddle.operator.api.Bytes;
import dev.heddle.operator.yarn.ApplicationReport;
import dev.heddle.operator.yarn.CollectedLogs;
import dev.heddle.operator.yarn.CollectedLogs.Answer;
import dev.heddle.operator.yarn.CollectedLogs.LogName;
import dev.heddle.operator.yarn.CollectedLogs.Part;
import java.util.Optional;

/**
 * One text out of two places: the agent has a process's log while it runs, YARN collects the same
 * bytes when the application has ended. A byte's number is the same in both, so that a reader goes
 * from one to the other without a gap and without a repetition.
 */
final class ApplicationLogs {

  private static final int LIVE_PAGE = 256 << 10;

  /** Larger: each page of a collected log costs a reading of all that is before it. */
  static final int COLLECTED_PAGE = 4 << 20;

  private final Agents agents;
  private final EarlierRuns runs;
  private final CollectedLogs collected;

  ApplicationLogs(Agents agents, EarlierRuns runs, CollectedLogs collected) {
    this.agents = requireNonNull(agents, "agents is null");
    this.runs = requireNonNull(runs, "runs is null");
    this.collected = requireNonNull(collected, "collected is null");
  }

  /**
   * A page of it.
   *
   * @param run the application's newest run
   * @param file the name of the log's file in its container
   */
  LogPage read(Application application, Run run, String file, LogStart start) {
    ApplicationStatus status = application.status();
    LogSource newest = new LogSource(run.applicationId(), status.attempt());
    if (start instanceof LogStart.Previous previous) {
      return previous(application, run, newest, file, previous);
    }
    if (start instanceof LogStart.After after && !after.source().equals(newest)) {
      return goOn(application, newest, file, after);
    }
    if (status.finishedAt().isEmpty()) {
      return live(status, newest, start);
    }
    if (status.attempt() == 0) {
      throw nothing(newest.applicationId() + " ended before anything ran for it");
    }
    refuseSince(start, newest.applicationId());
    return collected(newest, user(application), file, part(start));
  }

  /** YARN's copy does not say when it was written. */
  static void refuseSince(LogStart start, String what) {
    if (start instanceof LogStart.Since) {
      throw nothing(
          "what was printed since a time is known of running processes only, and "
              + what
              + " has ended");
    }
  }

  private LogPage live(ApplicationStatus status, LogSource newest, LogStart start) {
    if (status.host().isEmpty() || status.agentPort() == 0) {
      throw new ApplicationAccessException(
          Reason.NOT_YET,
          newest.applicationId() + " prints nothing yet (phase " + status.phase() + ")");
    }
    AgentAddress agent =
        new AgentAddress(newest.applicationId(), status.host().get(), status.agentPort());
    return live(agents, agent, newest, start);
  }

  static LogPage live(Agents agents, AgentAddress agent, LogSource source, LogStart start) {
    Agents.From from = new Agents.From.Offset(offset(start), LIVE_PAGE);
    if (start instanceof LogStart.Tail tail) {
      from = new Agents.From.Tail(tail.lines());
    } else if (start instanceof LogStart.Since since) {
      from = new Agents.From.Since(since.age());
    }
    Agents.LogPart part = agents.log(agent, Agents.Log.SERVICE, from);
    return new LogPage(Bytes.of(part.bytes()), source, part.next(), false);
  }

  /** What a reader is to have next who has read of a log that is not the newest any more. */
  private LogPage goOn(
      Application application, LogSource newest, String file, LogStart.After after) {
    LogSource source = after.source();
    Part rest = new Part.From(after.bytes(), COLLECTED_PAGE);
    if (!source.applicationId().equals(newest.applicationId())) {
      ApplicationReport report = runs.named(application, source.applicationId());
      return collected(source, report.user(), file, rest);
    }
    if (application.status().finishedAt().isPresent()) {
      LogPage page = collected(source, user(application), file, rest);
      return page.last() && !after.only() ? new LogPage(page.bytes(), newest, 0, false) : page;
    }
    // YARN collects what an attempt has printed when the application has ended, not before.
    String line =
        "heddle: %s has begun attempt %d; the last lines of attempt %d may be missing here%n"
            .formatted(newest.applicationId(), newest.attempt(), source.attempt());
    return new LogPage(Bytes.of(line.getBytes(UTF_8)), newest, 0, false);
  }

  private LogPage previous(
      Application application, Run run, LogSource newest, String file, LogStart.Previous previous) {
    Part part = part(previous);
    if (newest.attempt() > 1) {
      if (application.status().finishedAt().isEmpty()) {
        throw nothing(
            "YARN collects the log of attempt %d when %s has ended, not before"
                .formatted(newest.attempt() - 1, newest.applicationId()));
      }
      LogSource before = new LogSource(newest.applicationId(), newest.attempt() - 1);
      return collected(before, user(application), file, part);
    }
    ApplicationReport before = runs.before(application, run);
    return collected(
        new LogSource(before.applicationId(), before.attempt()), before.user(), file, part);
  }

  private LogPage collected(LogSource source, String user, String file, Part part) {
    return collected(collected, source, user, file, part);
  }

  static LogPage collected(
      CollectedLogs collected, LogSource source, String user, String file, Part part) {
    Answer answer =
        collected.read(
            new LogName(source.applicationId(), user, source.attempt(), source.container(), file),
            part);
    if (answer instanceof Answer.Piece piece) {
      return new LogPage(Bytes.of(piece.bytes()), source, piece.next(), piece.last());
    }
    if (answer instanceof Answer.NotYet notYet) {
      throw new ApplicationAccessException(Reason.NOT_YET, notYet.why());
    }
    throw nothing(((Answer.Nothing) answer).why());
  }

  static Part part(LogStart start) {
    if (start instanceof LogStart.Previous previous && previous.lines().isPresent()) {
      return new Part.Tail(previous.lines().get(), LIVE_PAGE);
    }
    return start instanceof LogStart.Tail tail
        ? new Part.Tail(tail.lines(), LIVE_PAGE)
        : new Part.From(offset(start), COLLECTED_PAGE);
  }

  private static long offset(LogStart start) {
    if (start instanceof LogStart.After after) {
      return after.bytes();
    }
    return start instanceof LogStart.Offset offset ? offset.bytes() : 0;
  }

  static String user(Application application) {
    Optional<String> user = application.status().user();
    return user.orElseThrow(() -> nothing("nothing says as whom " + application.key() + " ran"));
  }

  static ApplicationAccessException nothing(String why) {
    return new ApplicationAccessException(Reason.NOTHING, why);
  }
}
