package dev.heddle.crd.application;

import static java.util.Objects.requireNonNullElse;

import java.util.Map;
import java.util.Optional;

/**
 * The application master's own container. With a script (Skein's application driver) the script's
 * end is the application's end.
 *
 * @param resources what the container reserves; without it the default of the CRD applies
 * @param script bash text run in the application master's container
 * @param files destination name to file
 * @param env environment of the script
 */
public record Master(
    Optional<Resources> resources,
    Optional<String> script,
    Map<String, FileResource> files,
    Map<String, String> env) {

  public Master {
    resources = requireNonNullElse(resources, Optional.empty());
    script = requireNonNullElse(script, Optional.empty());
    files = Map.copyOf(requireNonNullElse(files, Map.of()));
    env = Map.copyOf(requireNonNullElse(env, Map.of()));
  }
}
