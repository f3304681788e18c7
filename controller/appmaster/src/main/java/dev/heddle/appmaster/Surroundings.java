package dev.heddle.appmaster;

import dev.heddle.appmaster.protocol.FinalStatus;
import java.io.IOException;

/** What supervision has an effect on beyond this container's processes and files. */
interface Surroundings {
  /** Tells the cluster the tracking URL; empty while there is nothing to open. */
  void announce(String trackingUrl, boolean ready);

  /** Puts the end of the service on record. */
  void finish(FinalStatus status, String diagnostics);

  /** Whether files are still on their way that the service must find when it starts. */
  boolean isRestoring();

  /** Nothing of the service runs, and it is about to be started again. */
  void starting();

  /** The service is about to be asked to stop. */
  void stopping();

  /** This container is about to be taken away. Calls back soon, and on any thread. */
  void lastCall(Runnable then);

  /** The last lines of the service's log, without secrets. */
  String lastLogLines() throws IOException;
}
