package dev.heddle.appmaster.master;

import dev.heddle.appmaster.protocol.ContainerReport;
import dev.heddle.appmaster.protocol.ScaleRequest;
import dev.heddle.appmaster.protocol.ShutdownRequest;
import java.util.List;
import java.util.Map;

/** Something that happened to the containers, or is wanted of them. Repeats are harmless. */
sealed interface MasterEvent {
  /** YARN gave a container. */
  record Granted(Grant grant) implements MasterEvent {}

  /** This attempt is registered; YARN says which containers of earlier ones live. */
  record Inherited(List<Grant> grants) implements MasterEvent {
    public Inherited {
      grants = List.copyOf(grants);
    }
  }

  /** YARN told a container's end. */
  record Completed(String containerId, int exitStatus, String diagnostics) implements MasterEvent {}

  /** The NodeManager did not start what a container was for. */
  record LaunchFailed(String containerId, String why) implements MasterEvent {}

  /** A container's agent said how its process is. */
  record Reported(String containerId, ContainerReport report) implements MasterEvent {}

  /** Somebody entitled wants another number of instances. */
  record Scaled(ScaleRequest request) implements MasterEvent {}

  /** Somebody entitled wants so many instances more or less. */
  record Resized(String service, int delta) implements MasterEvent {}

  /** Somebody entitled wants one instance more, with variables of its own. */
  record Added(String service, Map<String, String> env) implements MasterEvent {
    public Added {
      env = Map.copyOf(env);
    }
  }

  /** Somebody entitled wants one instance replaced. */
  record KillAsked(InstanceId instance) implements MasterEvent {}

  /** The application is to end so. */
  record StopAsked(ShutdownRequest request) implements MasterEvent {}

  /** The process beside the application master is over. */
  record ScriptEnded(ShutdownRequest end) implements MasterEvent {}

  /** A planned moment may have come. */
  record TimePassed() implements MasterEvent {}
}
