package dev.heddle.operator.api;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.FinalStatus;
import dev.heddle.appmaster.protocol.StreamRequest;
import dev.heddle.crd.application.Application;
import dev.heddle.operator.agent.AgentStream;
import dev.heddle.operator.agent.KeyValueRequest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Flow;

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
   * Opens a watch of the key-value store; what its agent tells comes as it happens, in the agent's
   * own words.
   */
  Flow.Publisher<List<ByteBuffer>> watch(Application application, KeyValueRequest request);

  /**
   * A piece of a process's log: from its agent while it runs, and of what YARN has collected once
   * the application has ended.
   *
   * @param container an instance such as {@code worker_3}, a service that has one, or YARN's id of
   *     a container; empty for the process there is when there is one only
   */
  LogPage log(Application application, Optional<String> container, LogStart start);

  /** Asks the application to end by itself, with that status; the stop goes on afterwards. */
  void shutdown(Application application, FinalStatus status, String diagnostics);

  /** Makes what a program outside needs to call the application in Skein's protocol. */
  SkeinAccess skein(Application application);

  /**
   * Opens a stream into a container: to a command that is started for it, or to a port.
   *
   * @param container an instance such as {@code worker_3}; empty for the application master's
   */
  AgentStream open(Application application, Optional<String> container, StreamRequest request);

  /** Ends one instance of a service, which is replaced; false when there is no such instance. */
  boolean killContainer(Application application, String instance);

  /** Ends the application by YARN, now. */
  void kill(Application application);

  /**
   * What a program needs that speaks Skein's protocol. It may do with the application what it
   * likes.
   *
   * @param address {@code HOST:PORT}
   * @param certificates PEM, as Skein's client reads them
   * @param key PEM
   */
  record SkeinAccess(String applicationId, String address, String certificates, String key) {
    public SkeinAccess {
      requireNonNull(applicationId, "applicationId is null");
      requireNonNull(address, "address is null");
      requireNonNull(certificates, "certificates is null");
      requireNonNull(key, "key is null");
    }

    /** Never shows the key (I15). */
    @Override
    public String toString() {
      return "SkeinAccess[" + applicationId + " at " + address + "]";
    }
  }

  /** Where reading begins. */
  sealed interface LogStart {

    /** So many lines before the end of the newest log. */
    record Tail(int lines) implements LogStart {}

    /** The byte of the newest log; 0 is the beginning. */
    record Offset(long bytes) implements LogStart {}

    /** What was written in that time before now, or somewhat earlier, while the process runs. */
    record Since(Duration age) implements LogStart {
      public Since {
        requireNonNull(age, "age is null");
      }
    }

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
   * @param attempt YARN's attempt, from 1, whose application master it is; 0 for another container
   * @param container YARN's id of another container
   */
  record LogSource(String applicationId, int attempt, Optional<String> container) {
    public LogSource {
      requireNonNull(applicationId, "applicationId is null");
      requireNonNull(container, "container is null");
    }

    /** Of an application master's container. */
    public LogSource(String applicationId, int attempt) {
      this(applicationId, attempt, Optional.empty());
    }

    /** Of a service's container. */
    public static LogSource ofContainer(String applicationId, String container) {
      return new LogSource(applicationId, 0, Optional.of(container));
    }

    /** The source in a text of {@link #toString}. */
    public static LogSource parse(String text) {
      int slash = text.indexOf('/');
      if (slash <= 0) {
        throw new IllegalArgumentException("'" + text + "' is not APPLICATION/ATTEMPT");
      }
      String application = text.substring(0, slash);
      String rest = text.substring(slash + 1);
      return rest.startsWith("container_")
          ? ofContainer(application, rest)
          : new LogSource(application, Integer.parseInt(rest));
    }

    @Override
    public String toString() {
      return applicationId + "/" + container.orElse(Integer.toString(attempt));
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
