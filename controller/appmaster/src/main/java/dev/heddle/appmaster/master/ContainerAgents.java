package dev.heddle.appmaster.master;

import java.time.Duration;

/** The agents in service containers. Nothing here waits for an answer. */
public interface ContainerAgents {
  /** Asks for an orderly end; what does not hear it is ended by YARN after its time. */
  void askToStop(Grant grant, int port, Duration grace);
}
