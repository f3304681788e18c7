package dev.heddle.appmaster.master;

import dev.heddle.appmaster.protocol.FinalStatus;
import dev.heddle.appmaster.protocol.ServiceSpec;
import java.time.Duration;

/** What must be done about containers. All of it may be done twice. */
sealed interface MasterAction {
  /** Ask YARN for a container under this request id. */
  record Ask(long request, int priority, ServiceSpec service) implements MasterAction {}

  /** Take the request back. */
  record Withdraw(long request, int priority, ServiceSpec service) implements MasterAction {}

  /** Have the NodeManager start the service in its container. */
  record Launch(InstanceId instance, Grant grant, ServiceSpec service) implements MasterAction {}

  /** Ask the container's agent to end its process and itself. */
  record AskToStop(InstanceId instance, Grant grant, int agentPort, Duration grace)
      implements MasterAction {}

  /** Give the container back to YARN, which ends what runs in it. */
  record Release(String containerId) implements MasterAction {}

  /** Take back what was published about a process that is gone. */
  record Unpublish(InstanceId instance) implements MasterAction {}

  /** Put the application's end on record with YARN. */
  record Finish(FinalStatus status, String diagnostics) implements MasterAction {}
}
