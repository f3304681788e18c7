package dev.heddle.operator.yarn;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * The logs that YARN collects once an application has ended, and keeps for as long as the cluster
 * says. Calls block, and may throw {@link YarnUnavailableException}.
 */
public interface CollectedLogs {

  Answer read(LogName log, Part part);

  /**
   * The containers that have printed such a file, of all attempts, oldest first.
   *
   * @param applicationId an application that has ended
   * @param user whose it was
   * @param file the file's name
   */
  Listing containers(String applicationId, String user, String file);

  /** Which containers have a log. */
  sealed interface Listing {

    /** Not all have been collected yet: to be asked again. */
    record NotYet(String why) implements Listing {
      public NotYet {
        requireNonNull(why, "why is null");
      }
    }

    /** These, perhaps none. */
    record Known(List<String> containers) implements Listing {
      public Known {
        containers = List.copyOf(containers);
      }
    }
  }

  /**
   * One log of one container.
   *
   * @param applicationId the application on YARN
   * @param user whose it was
   * @param attempt which attempt's application master, from 1; 0 for the last one that has such a
   *     log
   * @param container id of another container; empty for the application master's
   * @param file the file's name
   */
  record LogName(
      String applicationId, String user, int attempt, Optional<String> container, String file) {
    public LogName {
      requireNonNull(applicationId, "applicationId is null");
      requireNonNull(user, "user is null");
      requireNonNull(container, "container is null");
      requireNonNull(file, "file is null");
    }
  }

  /** Which part of it. */
  sealed interface Part {

    /** From a byte on, at most so many. */
    record From(long offset, int limit) implements Part {}

    /** The last lines, at most so many bytes of them. */
    record Tail(int lines, int limit) implements Part {}
  }

  /** What there is. */
  sealed interface Answer {

    /** Nothing yet: to be asked again. */
    record NotYet(String why) implements Answer {
      public NotYet {
        requireNonNull(why, "why is null");
      }
    }

    /** Nothing, and nothing will come. */
    record Nothing(String why) implements Answer {
      public Nothing {
        requireNonNull(why, "why is null");
      }
    }

    /** A piece of the log. */
    final class Piece implements Answer {
      private final byte[] bytes;
      private final long next;
      private final boolean last;

      public Piece(byte[] bytes, long next, boolean last) {
        this.bytes = bytes.clone();
        this.next = next;
        this.last = last;
      }

      public byte[] bytes() {
        return bytes.clone();
      }

      /** Where the next piece begins. */
      public long next() {
        return next;
      }

      /** Whether the log ends here. */
      public boolean last() {
        return last;
      }
    }
  }
}
