package dev.heddle.operator.application;

import dev.heddle.appmaster.protocol.AgentStatus;
import dev.heddle.appmaster.protocol.InstanceStatus;
import dev.heddle.appmaster.protocol.ServiceStatus;
import java.util.List;
import java.util.Optional;

/** What an application master says of its services, as the resource shows it. Pure. */
final class ServicePicture {

  private ServicePicture() {}

  static List<dev.heddle.crd.application.ServiceStatus> of(AgentStatus agent) {
    return agent.services().stream().map(ServicePicture::of).toList();
  }

  private static dev.heddle.crd.application.ServiceStatus of(ServiceStatus service) {
    return new dev.heddle.crd.application.ServiceStatus(
        service.name(),
        service.desired(),
        service.ready(),
        service.restarts(),
        service.instances().stream().map(ServicePicture::of).toList());
  }

  private static dev.heddle.crd.application.ServiceStatus.Instance of(InstanceStatus instance) {
    return new dev.heddle.crd.application.ServiceStatus.Instance(
        instance.id(),
        dev.heddle.crd.application.ServiceStatus.State.valueOf(instance.state().name()),
        instance.containerId(),
        instance.host(),
        instance.agentPort(),
        instance.restarts(),
        Optional.of(StatusDraft.toSecond(instance.since())),
        Optional.of(instance.message()).filter(m -> !m.isEmpty()),
        instance.ports());
  }
}
