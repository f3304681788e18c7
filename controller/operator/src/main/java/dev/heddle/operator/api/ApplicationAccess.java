package dev.heddle.operator.api;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.FinalStatus;
import dev.heddle.crd.application.Application;
import dev.heddle.operator.agent.KeyValueRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the API asks of one running application: its key-value store, its logs, its end. Calls may
 * block for as long as the network does. Every method may throw {@link ApplicationAccessException}.
 */
public interface ApplicationAccess {

  /** The keys in order. */
  List<String> keys(Application application, String prefix);

  /** The value, waiting up to that long for it to be put. */
  Optional<Bytes> get(Application application, String key, Duration wait);

  void put(Application application, String key, Bytes value);

  /** Whether the key was there. */
  boolean delete(Application application, String key);

  /** Asks the key-value store in its agent's own words, and returns the agent's. */
  Bytes relay(Application application, KeyValueRequest request);

  /**
   * A piece of the process's log: from its agent while it runs, and of what YARN has collected once
   * it has ended.
   */
  LogPage log(Application application, LogStart start);

  /** Asks the application to end by itself, with that status; the stop goes on afterwards. */
  void shutdown(Application application, FinalStatus status, String diagnostics);

  /** Ends one instance of a service, which is replaced; false when there is no such instance. */
  boolean killContainer(Application application, String instance);

  /** Ends the application by YARN, now. */
  void kill(Application application);

  /** Where reading begins. */
  sealed interface LogStart {

    /** So many lines before the end of the newest log. */
    record Tail(int lines) implements LogStart {}

    /** The byte of the newest log; 0 is the beginning. */
    record Offset(long bytes) implements LogStart {}

    /**
     * Where a page before ended, in the log that it was of.
     *
     * @param only whether the log that has begun since is left out
     */
    record After(LogSource source, long bytes, boolean only) implements LogStart {
      public After {
        requireNonNull(source, "source is null");
      }
    }

    /** The log before the newest one: {@code lines} before its end, or all of it. */
    record Previous(Optional<Integer> lines) implements LogStart {
      public Previous {
        requireNonNull(lines, "lines is null");
      }
    }
  }

  /**
   * One container's log. An application that is started again, by Heddle or by YARN, has a new one.
   *
   * @param applicationId the application on YARN
   * @param attempt YARN's attempt, from 1
   */
  record LogSource(String applicationId, int attempt) {
    public LogSource {
      requireNonNull(applicationId, "applicationId is null");
    }

    /** The source in a text of {@link #toString}. */
    public static LogSource parse(String text) {
      int slash = text.indexOf('/');
      if (slash <= 0) {
        throw new IllegalArgumentException("'" + text + "' is not APPLICATION/ATTEMPT");
      }
      return new LogSource(text.substring(0, slash), Integer.parseInt(text.substring(slash + 1)));
    }

    @Override
    public String toString() {
      return applicationId + "/" + attempt;
    }
  }

  /**
   * A piece of a log.
   *
   * @param bytes the text as the process wrote it
   * @param source the log it is of
   * @param next where the next piece begins
   * @param last whether no more can come: the process has ended and all was read
   */
  record LogPage(Bytes bytes, LogSource source, long next, boolean last) {
    public LogPage {
      requireNonNull(bytes, "bytes is null");
      requireNonNull(source, "source is null");
    }
  }
}
