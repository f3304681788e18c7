package dev.heddle.operator.yarn;

import dev.heddle.crd.application.ContainerRuntime;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How a container's launch context tells a NodeManager what to run the container in. */
final class RuntimeVariables {

  private static final String PREFIX = "YARN_CONTAINER_RUNTIME_";

  private RuntimeVariables() {}

  static Map<String, String> of(ContainerRuntime runtime) {
    return switch (runtime.type()) {
      case DEFAULT -> Map.of();
      case DOCKER -> docker(runtime);
      case RUNC -> common("runc", "RUNC", runtime);
    };
  }

  private static Map<String, String> docker(ContainerRuntime runtime) {
    Map<String, String> variables = common("docker", "DOCKER", runtime);
    if (!runtime.tmpfs().isEmpty()) {
      variables.put(PREFIX + "DOCKER_TMPFS_MOUNTS", String.join(",", runtime.tmpfs()));
    }
    if (!runtime.network().isEmpty()) {
      variables.put(PREFIX + "DOCKER_CONTAINER_NETWORK", runtime.network());
    }
    if (runtime.privileged()) {
      variables.put(PREFIX + "DOCKER_RUN_PRIVILEGED_CONTAINER", "true");
    }
    return variables;
  }

  private static Map<String, String> common(String type, String word, ContainerRuntime runtime) {
    Map<String, String> variables = new TreeMap<>();
    variables.put(PREFIX + "TYPE", type);
    runtime.image().ifPresent(image -> variables.put(PREFIX + word + "_IMAGE", image));
    if (!runtime.mounts().isEmpty()) {
      variables.put(
          PREFIX + word + "_MOUNTS",
          runtime.mounts().stream()
              .map(m -> m.source() + ":" + m.target() + ":" + (m.readOnly() ? "ro" : "rw"))
              .collect(Collectors.joining(",")));
    }
    if (!runtime.hostname().isEmpty()) {
      variables.put(PREFIX + word + "_CONTAINER_HOSTNAME", runtime.hostname());
    }
    return variables;
  }
}
