package dev.heddle.crd.rbac;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.heddle.crd.meta.ObjectMeta;
import dev.heddle.crd.meta.Resource;
import java.util.List;

/**
 * Gives a role to users in one namespace.
 *
 * @param metadata identity and ownership
 * @param subjects who has the role
 * @param roleRef the role; it never changes
 */
public record RoleBinding(ObjectMeta metadata, List<Subject> subjects, RoleRef roleRef)
    implements Resource {

  public RoleBinding {
    requireNonNull(metadata, "metadata is null");
    subjects = List.copyOf(requireNonNullElse(subjects, List.of()));
    requireNonNull(roleRef, "roleRef is null");
  }

  @JsonProperty("apiVersion")
  @Override
  public String apiVersion() {
    return Subject.RBAC + "/v1";
  }

  @JsonProperty("kind")
  @Override
  public String kind() {
    return "RoleBinding";
  }
}
