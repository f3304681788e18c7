package dev.heddle.crd.rbac;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;

/**
 * Whom a binding is for.
 *
 * @param kind a user, all users of a group, or a service account
 * @param apiGroup {@code rbac.authorization.k8s.io} for users and groups, empty otherwise
 * @param name its name
 * @param namespace of a service account only
 */
public record Subject(
    Kind kind, Optional<String> apiGroup, String name, Optional<String> namespace) {

  /** The API group of roles and bindings. */
  public static final String RBAC = "rbac.authorization.k8s.io";

  public Subject {
    requireNonNull(kind, "kind is null");
    apiGroup = requireNonNullElse(apiGroup, Optional.empty());
    requireNonNull(name, "name is null");
    namespace = requireNonNullElse(namespace, Optional.empty());
  }

  /** The user of that name. */
  public static Subject user(String name) {
    return new Subject(Kind.USER, Optional.of(RBAC), name, Optional.empty());
  }

  /** All users of that group. */
  public static Subject group(String name) {
    return new Subject(Kind.GROUP, Optional.of(RBAC), name, Optional.empty());
  }

  /** What a subject can be. */
  public enum Kind {
    @JsonProperty("User")
    USER,
    @JsonProperty("Group")
    GROUP,
    /** Known as the user {@code system:serviceaccount:NAMESPACE:NAME}. */
    @JsonProperty("ServiceAccount")
    SERVICE_ACCOUNT
  }
}
