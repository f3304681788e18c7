package dev.heddle.appmaster;

import dev.heddle.appmaster.protocol.FinalStatus;
import java.io.IOException;

/** What supervision has an effect on beyond this container's processes and files. */
interface Surroundings {
  /** Tells the cluster the tracking URL; empty while there is nothing to open. */
  void announce(String trackingUrl, boolean ready);

  /** Puts the end of the service on record. */
  void finish(FinalStatus status, String diagnostics);

  /** The last lines of the service's log, without secrets. */
  String lastLogLines() throws IOException;
}
