package dev.heddle.crd.application;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.quantity.DataSize;

/**
 * What one container reserves.
 *
 * @param memory reserved memory, rounded up to MiB
 * @param vcores virtual cores, at least 1
 */
public record Resources(DataSize memory, int vcores) {

  public Resources {
    requireNonNull(memory, "memory is null");
  }
}
