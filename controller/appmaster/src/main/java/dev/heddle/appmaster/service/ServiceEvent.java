package dev.heddle.appmaster.service;

import dev.heddle.appmaster.protocol.ShutdownRequest;

/** Something that happened to the service. Repeats of an event are harmless. */
public sealed interface ServiceEvent {
  /** The launch script started the process. */
  record Started(int run, long pid) implements ServiceEvent {}

  /** The process of a run ended with a shell's exit code. */
  record Exited(int run, int code) implements ServiceEvent {}

  /** The service answered its probe. */
  record Answered(int run) implements ServiceEvent {}

  /** Somebody entitled asked for a stop. */
  record StopAsked(ShutdownRequest request) implements ServiceEvent {}

  /** A planned moment may have come. */
  record TimePassed() implements ServiceEvent {}
}
