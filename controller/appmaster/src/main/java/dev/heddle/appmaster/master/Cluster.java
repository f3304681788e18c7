package dev.heddle.appmaster.master;

import dev.heddle.appmaster.protocol.ContainerNeeds;
import dev.heddle.appmaster.protocol.FinalStatus;
import dev.heddle.appmaster.protocol.ServiceSpec;

/** YARN as the application master uses it. Nothing here waits for an answer. */
public interface Cluster {
  /** Asks for one container; asking again changes nothing. */
  void ask(long request, int priority, ContainerNeeds needs);

  /** Takes a request back. */
  void withdraw(long request, int priority, ContainerNeeds needs);

  /** Gives a container back, ending what runs in it. */
  void release(String containerId);

  /** Starts a service in its container; starting it again is no error. */
  void launch(Grant grant, int instance, ServiceSpec service);

  /** Whether something is pending, so that YARN is to be heard often. */
  void hurry(boolean moving);

  /** Tells where the application can be opened; empty when it cannot. */
  void announce(String trackingUrl, boolean ready);

  /** Ends the application. */
  void finish(FinalStatus status, String diagnostics);
}
