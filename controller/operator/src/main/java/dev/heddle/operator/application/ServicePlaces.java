package dev.heddle.operator.application;

import dev.heddle.crd.application.ApplicationSpec;

/** Where an Application's services run, for those who have only its spec. */
public final class ServicePlaces {

  private ServicePlaces() {}

  /** Whether they run in containers of their own, and not in the application master's. */
  public static boolean areContainers(ApplicationSpec spec) {
    return Shape.of(spec).filter(shape -> !shape.services().isEmpty()).isPresent();
  }
}
