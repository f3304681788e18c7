package dev.heddle.operator.api;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.FinalStatus;
import dev.heddle.crd.application.Application;
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

  /**
   * A piece of the process's log. Of an application whose agent is gone, what YARN has collected.
   */
  LogPage log(Application application, LogStart start);

  /** Asks the application to end by itself, with that status; the stop goes on afterwards. */
  void shutdown(Application application, FinalStatus status, String diagnostics);

  /** Ends the application by YARN, now. */
  void kill(Application application);

  /** Where reading begins. */
  sealed interface LogStart {

    /** So many lines before the end. */
    record Tail(int lines) implements LogStart {}

    /** The byte that a page before named as next; 0 is the beginning. */
    record Offset(long bytes) implements LogStart {}
  }

  /**
   * A piece of a log.
   *
   * @param bytes the text as the process wrote it
   * @param next where the next piece begins
   * @param last whether no more can come: the process has ended and all was read
   */
  record LogPage(Bytes bytes, long next, boolean last) {
    public LogPage {
      requireNonNull(bytes, "bytes is null");
    }
  }
}
