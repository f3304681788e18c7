package dev.heddle.appmaster.master;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.InstanceState;
import dev.heddle.appmaster.protocol.ServiceSpec;
import dev.heddle.appmaster.protocol.ServicesSpec;
import dev.heddle.appmaster.protocol.ShutdownRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The next step while it is being thought out: what will be known, and what is to be done. */
final class Draft {
  private final ServicesSpec spec;
  private final Instant now;
  private final List<MasterAction> actions = new ArrayList<>();
  private Fleet fleet;

  Draft(ServicesSpec spec, Fleet fleet, Instant now) {
    this.spec = requireNonNull(spec, "spec is null");
    this.fleet = requireNonNull(fleet, "fleet is null");
    this.now = requireNonNull(now, "now is null");
  }

  MasterStep step() {
    return new MasterStep(fleet.pruned(), actions);
  }

  Instant now() {
    return now;
  }

  Fleet fleet() {
    return fleet;
  }

  List<ServiceSpec> services() {
    return spec.services();
  }

  ServiceSpec spec(Instance instance) {
    return spec.service(instance.id().service());
  }

  ServiceState state(Instance instance) {
    return fleet.service(instance.id().service());
  }

  void set(Fleet changed) {
    fleet = changed;
  }

  void set(Instance changed) {
    fleet = fleet.with(changed);
  }

  void set(String service, ServiceState changed) {
    fleet = fleet.with(service, changed);
  }

  /** The instance for which a container was asked, if the request is one of this application's. */
  Optional<InstanceId> askedBy(long request) {
    int ordinal = InstanceId.ordinalOf(request);
    return ordinal < 0 || ordinal >= spec.services().size()
        ? Optional.empty()
        : Optional.of(
            new InstanceId(spec.services().get(ordinal).name(), InstanceId.numberOf(request)));
  }

  void over(Instance instance, InstanceState end, String message) {
    set(instance.to(end, now, message));
    unpublish(instance);
  }

  void ask(Instance instance) {
    actions.add(new MasterAction.Ask(request(instance), priority(instance), spec(instance)));
  }

  void withdraw(Instance instance) {
    actions.add(new MasterAction.Withdraw(request(instance), priority(instance), spec(instance)));
  }

  void launch(Instance instance) {
    actions.add(
        new MasterAction.Launch(
            instance.id(),
            instance.grant().orElseThrow(),
            spec(instance).withVariables(instance.env())));
  }

  void release(String containerId) {
    actions.add(new MasterAction.Release(containerId));
  }

  void unpublish(Instance instance) {
    actions.add(new MasterAction.Unpublish(instance.id()));
  }

  void askToStop(MasterAction.AskToStop request) {
    actions.add(request);
  }

  void finish(ShutdownRequest end) {
    String diagnostics = end.diagnostics().isEmpty() ? "stopped as asked" : end.diagnostics();
    actions.add(new MasterAction.Finish(end.status(), diagnostics));
  }

  private long request(Instance instance) {
    return instance.id().request(spec.ordinal(instance.id().service()));
  }

  /** What others depend on is asked for first. */
  private int priority(Instance instance) {
    return spec.ordinal(instance.id().service()) + 1;
  }
}
