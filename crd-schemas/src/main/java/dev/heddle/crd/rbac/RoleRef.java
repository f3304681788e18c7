package dev.heddle.crd.rbac;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * The role that a binding gives.
 *
 * @param apiGroup always {@code rbac.authorization.k8s.io}
 * @param kind Role or ClusterRole
 * @param name its name
 */
public record RoleRef(String apiGroup, Kind kind, String name) {

  public RoleRef {
    apiGroup = requireNonNullElse(apiGroup, Subject.RBAC);
    requireNonNull(kind, "kind is null");
    requireNonNull(name, "name is null");
  }

  /** The role of that kind. */
  public static RoleRef of(Kind kind, String name) {
    return new RoleRef(Subject.RBAC, kind, name);
  }

  /** Of which kind the role is. */
  public enum Kind {
    /** Of the binding's own namespace. */
    @JsonProperty("Role")
    ROLE,
    /** Of the whole installation. */
    @JsonProperty("ClusterRole")
    CLUSTER_ROLE
  }
}
