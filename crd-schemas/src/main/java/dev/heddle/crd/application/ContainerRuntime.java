package dev.heddle.crd.application;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;

/**
 * What YARN runs a container in. The agent runs in it too: an image needs bash, and a Java where
 * the nodes have theirs.
 *
 * @param type the runtime
 * @param image what is run; needed by, and only for, another type than {@link Type#DEFAULT}
 * @param mounts directories of the node that are seen inside
 * @param tmpfs directories inside that are in memory
 * @param network name of the network; empty for the cluster's default
 * @param hostname inside; empty for YARN's choice
 * @param privileged whether it may do what root may do on the node
 */
public record ContainerRuntime(
    Type type,
    Optional<String> image,
    List<Mount> mounts,
    List<String> tmpfs,
    String network,
    String hostname,
    boolean privileged) {

  /** YARN's container runtimes. */
  public enum Type {
    /** What the cluster runs containers in by default. */
    @JsonProperty("Default")
    DEFAULT,
    @JsonProperty("Docker")
    DOCKER,
    @JsonProperty("RunC")
    RUNC
  }

  /**
   * A directory of the node.
   *
   * @param source its path on the node
   * @param target its path inside
   * @param readOnly whether nothing can be written to it
   */
  public record Mount(String source, String target, boolean readOnly) {
    public Mount {
      requireNonNull(source, "source is null");
      requireNonNull(target, "target is null");
    }
  }

  public ContainerRuntime {
    type = requireNonNullElse(type, Type.DEFAULT);
    image = requireNonNullElse(image, Optional.empty());
    mounts = List.copyOf(requireNonNullElse(mounts, List.of()));
    tmpfs = List.copyOf(requireNonNullElse(tmpfs, List.of()));
    network = requireNonNullElse(network, "");
    hostname = requireNonNullElse(hostname, "");
  }
}
