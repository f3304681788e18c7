package dev.heddle.crd.application;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import dev.heddle.crd.quantity.DataSize;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one container reserves.
 *
 * @param memory reserved memory, rounded up to MiB
 * @param vcores virtual cores, at least 1
 * @param gpus GPUs
 * @param fpgas FPGAs
 * @param other further countable resources by YARN's name
 */
public record Resources(DataSize memory, int vcores, int gpus, int fpgas, Map<String, Long> other) {

  public Resources {
    requireNonNull(memory, "memory is null");
    other = Map.copyOf(requireNonNullElse(other, Map.of()));
  }

  /** Memory and cores alone. */
  public Resources(DataSize memory, int vcores) {
    this(memory, vcores, 0, 0, Map.of());
  }

  /** All but memory and cores, by YARN's name. */
  public Map<String, Long> countable() {
    Map<String, Long> all = new TreeMap<>(other);
    if (gpus > 0) {
      all.put("yarn.io/gpu", (long) gpus);
    }
    if (fpgas > 0) {
      all.put("yarn.io/fpga", (long) fpgas);
    }
    return all;
  }
}
