package dev.heddle.appmaster.skein;

import dev.heddle.appmaster.kv.KeyValueStore;
import dev.heddle.appmaster.protocol.InstanceStatus;
import dev.heddle.appmaster.protocol.PortRange;
import dev.heddle.appmaster.protocol.ServiceStatus;
import dev.heddle.appmaster.protocol.ShutdownRequest;
import dev.heddle.appmaster.protocol.SkeinSpec;
import java.util.List;
import java.util.Map;

/**
 * The application as Skein's protocol shows it. What is not there is an {@link
 * IllegalArgumentException}, what cannot be done now an {@link IllegalStateException}; both are
 * told to the caller.
 */
public interface SkeinApplication {
  String applicationId();

  /** Name of the host of this application master. */
  String host();

  /** From which a port is to be taken. */
  PortRange ports();

  SkeinSpec spec();

  KeyValueStore store();

  Display display();

  /** The services with their instances. */
  List<ServiceStatus> services();

  /** Sets the number of instances; returns those that began or were stopped. */
  List<InstanceStatus> scale(String service, int count);

  /** Changes the number of instances; returns those that began or were stopped. */
  List<InstanceStatus> scaleBy(String service, int delta);

  /** One instance more, with variables of its own. */
  InstanceStatus add(String service, Map<String, String> env);

  /** Ends an instance that runs; nothing where it is over already. */
  void kill(String instance);

  void shutdown(ShutdownRequest request);
}
