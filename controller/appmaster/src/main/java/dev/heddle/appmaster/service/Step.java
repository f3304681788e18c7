package dev.heddle.appmaster.service;

import static java.util.Objects.requireNonNull;

import java.util.List;

/** Outcome of one event: the service afterwards, and what to do in this order. */
public record Step(Service service, List<ServiceAction> actions) {
  public Step {
    requireNonNull(service, "service is null");
    actions = List.copyOf(actions);
  }

  static Step of(Service service, ServiceAction... actions) {
    return new Step(service, List.of(actions));
  }
}
