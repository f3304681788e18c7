package dev.heddle.appmaster.service;

import dev.heddle.appmaster.protocol.FinalStatus;

/** What must be done about the service. All of it may be done twice. */
public sealed interface ServiceAction {
  /** Let the launch script begin this run. */
  record Start(int run) implements ServiceAction {}

  /** Tell the ResourceManager and readers where the service answers. */
  record Announce() implements ServiceAction {}

  /** Take back where the service answers; its process lives, and what it keeps stays. */
  record Retract() implements ServiceAction {}

  /** Take back what was published about a process that is gone. */
  record Withdraw() implements ServiceAction {}

  /** Ask the service to end by itself. */
  record AskToStop() implements ServiceAction {}

  /** End every process of the service at once. */
  record KillAll() implements ServiceAction {}

  /**
   * Unregister the application.
   *
   * @param withLog whether the last lines of the service's log belong to the reason
   */
  record Finish(FinalStatus status, String diagnostics, boolean withLog) implements ServiceAction {}
}
