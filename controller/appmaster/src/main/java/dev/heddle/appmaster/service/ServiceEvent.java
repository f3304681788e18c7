package dev.heddle.appmaster.service;

import dev.heddle.appmaster.protocol.ShutdownRequest;

/** Something that happened to the service. Repeats of an event are harmless. */
public sealed interface ServiceEvent {
  /** The launch script started the process. */
  record Started(int run, long pid) implements ServiceEvent {}

  /**
   * The process of a run ended with a shell's exit code.
   *
   * @param cause what the launch script says of it, such as a command before it that failed; empty
   *     when it ended by itself
   */
  record Exited(int run, int code, String cause) implements ServiceEvent {
    public Exited(int run, int code) {
      this(run, code, "");
    }
  }

  /** The service answered its probe. */
  record Answered(int run) implements ServiceEvent {}

  /** The service answered once and does not any more. */
  record Unready(int run, String why) implements ServiceEvent {}

  /** The process is of no use any more, or has not come up in its time. */
  record Unhealthy(int run, String why) implements ServiceEvent {}

  /** Somebody entitled asked for a stop. */
  record StopAsked(ShutdownRequest request) implements ServiceEvent {}

  /** A planned moment may have come. */
  record TimePassed() implements ServiceEvent {}
}
