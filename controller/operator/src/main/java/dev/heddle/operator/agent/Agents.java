package dev.heddle.operator.agent;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.AgentStatus;
import dev.heddle.appmaster.protocol.ScaleRequest;
import dev.heddle.appmaster.protocol.ShutdownRequest;
import dev.heddle.appmaster.protocol.SkeinEndpoint;
import dev.heddle.appmaster.protocol.StreamRequest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Flow;

/** The agents inside applications. Calls block; each may throw {@link AgentException}. */
public interface Agents {

  AgentStatus status(AgentAddress agent);

  /** The same after a look at how the service is used, where the agent can look at once. */
  AgentStatus look(AgentAddress agent);

  /** Asks for a stop, which goes on after the answer. Asking again is harmless. */
  void shutdown(AgentAddress agent, ShutdownRequest request);

  /** Where it speaks Skein's protocol; empty when it does not. */
  Optional<SkeinEndpoint> skein(AgentAddress agent);

  /** Tells how many instances of services should run. Telling again is harmless. */
  void scale(AgentAddress agent, ScaleRequest request);

  /** Ends one instance of a service, which is replaced; false when there is no such instance. */
  boolean kill(AgentAddress agent, String instance);

  /** A value, waiting up to {@code wait} for it to be there; empty when it is not. */
  Optional<byte[]> get(AgentAddress agent, String key, Duration wait);

  void put(AgentAddress agent, String key, byte[] value);

  /** Whether there was such a key. */
  boolean delete(AgentAddress agent, String key);

  List<String> keys(AgentAddress agent, String prefix);

  /** Asks the key-value store in the agent's own words, and returns its words. */
  byte[] relay(AgentAddress agent, KeyValueRequest request);

  /**
   * Opens a watch of the key-value store. What the agent tells then comes as it happens, in its own
   * words, until it ends the stream or the connection breaks.
   */
  Flow.Publisher<List<ByteBuffer>> watch(AgentAddress agent, KeyValueRequest request);

  /** Opens a stream both ways: to a command that is started for it, or to a port. */
  default AgentStream open(AgentAddress agent, StreamRequest request) {
    throw new AgentException(
        AgentException.Reason.REFUSED, agent.applicationId() + " opens no streams");
  }

  /** A part of a log. */
  LogPart log(AgentAddress agent, Log log, From from);

  /** Which log. */
  enum Log {
    SERVICE("service"),
    AGENT("agent");

    private final String word;

    Log(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  /** Where to begin. */
  sealed interface From {

    /** The last lines. */
    record Tail(int lines) implements From {}

    /** From a byte on, at most so many. */
    record Offset(long offset, int limit) implements From {}

    /** What was written in that time before now, or somewhat earlier. */
    record Since(Duration age) implements From {
      public Since {
        requireNonNull(age, "age is null");
      }
    }
  }

  /** Bytes of a log. */
  final class LogPart {

    private final byte[] bytes;
    private final long next;

    public LogPart(byte[] bytes, long next) {
      this.bytes = bytes.clone();
      this.next = next;
    }

    public byte[] bytes() {
      return bytes.clone();
    }

    /** The offset to ask for next. */
    public long next() {
      return next;
    }
  }
}
