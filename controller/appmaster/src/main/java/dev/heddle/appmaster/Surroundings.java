package dev.heddle.appmaster;

import dev.heddle.appmaster.kv.KeyValueStore;
import dev.heddle.appmaster.protocol.FinalStatus;
import java.io.IOException;

/**
 * What supervision has an effect on beyond this container's processes and files. Its own thread
 * ties the agent to the rest of its application.
 */
interface Surroundings extends Runnable {
  /** To be called before any thread is started. */
  void connect(Agent agent, KeyValueStore store);

  /** Keys that are to be kept have changed. */
  void storeChanged();

  /** Tells the cluster the tracking URL; empty while there is nothing to open. */
  void announce(String trackingUrl, boolean ready);

  /** The status has changed; whoever shows it asks for it. */
  void statusChanged();

  /** Puts the end of the service on record. */
  void finish(FinalStatus status, String diagnostics);

  /** Whether files are still on their way that the service must find when it starts. */
  boolean isRestoring();

  /** The service will not be started, so those files need not come. */
  void giveUpRestoring();

  /** Nothing of the service runs, and it is about to be started again. */
  void starting();

  /** The service is about to be asked to stop. */
  void stopping();

  /** This container is about to be taken away. Calls back soon, and on any thread. */
  void lastCall(Runnable then);

  /** This container is lost without an end on record; last words that must not take long. */
  void abandoned(String why);

  /** The last lines of the service's log, without secrets. */
  String lastLogLines(int count) throws IOException;
}
