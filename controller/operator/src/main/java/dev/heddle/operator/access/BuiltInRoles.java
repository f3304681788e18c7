package dev.heddle.operator.access;

import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ObjectMeta;
import dev.heddle.crd.rbac.AggregationRule;
import dev.heddle.crd.rbac.ClusterRole;
import dev.heddle.crd.rbac.ClusterRoleBinding;
import dev.heddle.crd.rbac.PolicyRule;
import dev.heddle.crd.rbac.RoleRef;
import dev.heddle.crd.rbac.Subject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Roles and bindings that are always there. They hold whether or not the store has them, so that
 * nobody locks everybody out; what an object of that name says there comes on top.
 */
public final class BuiltInRoles {

  /** May do everything. */
  public static final String CLUSTER_ADMIN = "cluster-admin";

  /** May do everything in a namespace, and say who else may. */
  public static final String ADMIN = "admin";

  /** May change what runs in a namespace. */
  public static final String EDIT = "edit";

  /** May see what is in a namespace, secrets and keys left out. */
  public static final String VIEW = "view";

  private static final String AGGREGATE = "rbac.authorization.k8s.io/aggregate-to-";
  private static final String DISCOVERY = "system:discovery";
  private static final String BASIC_USER = "system:basic-user";
  private static final String CATALOG = "heddle:catalog";
  private static final List<String> READ = List.of("get", "list", "watch");
  private static final List<String> WRITE =
      List.of("create", "update", "patch", "delete", "deletecollection");
  private static final List<String> ALL_VERBS =
      Stream.of(READ, WRITE).flatMap(List::stream).toList();
  private static final String AUTHORIZATION = "authorization.k8s.io";

  private BuiltInRoles() {}

  /** The roles, by name. */
  public static Map<String, ClusterRole> roles() {
    Map<String, ClusterRole> all = new LinkedHashMap<>();
    for (ClusterRole role :
        List.of(
            role(
                CLUSTER_ADMIN,
                Map.of(),
                List.of(
                    PolicyRule.of("*", List.of("*"), List.of("*")),
                    PolicyRule.ofPaths(List.of("*"), List.of("*")))),
            role(ADMIN, Map.of(), admin()),
            role(EDIT, Map.of(AGGREGATE + ADMIN, "true"), edit()),
            role(VIEW, Map.of(AGGREGATE + EDIT, "true"), view()),
            role(
                DISCOVERY,
                Map.of(),
                List.of(
                    PolicyRule.ofPaths(
                        List.of(
                            "/api",
                            "/api/*",
                            "/apis",
                            "/apis/*",
                            "/healthz",
                            "/livez",
                            "/metrics",
                            "/openapi",
                            "/openapi/*",
                            "/readyz",
                            "/version",
                            "/version/"),
                        List.of("get")))),
            role(
                BASIC_USER,
                Map.of(),
                List.of(
                    PolicyRule.of(
                        AUTHORIZATION,
                        List.of("selfsubjectaccessreviews", "selfsubjectrulesreviews"),
                        List.of("create")),
                    PolicyRule.of(
                        "authentication.k8s.io",
                        List.of("selfsubjectreviews"),
                        List.of("create")))),
            role(
                CATALOG,
                Map.of(),
                List.of(
                    PolicyRule.of(Kinds.GROUP, List.of("notebookclasses"), READ),
                    PolicyRule.of(
                        Kinds.GROUP, List.of("yarn/nodes", "yarn/queues"), List.of("get")))))) {
      all.put(role.metadata().name(), role);
    }
    return all;
  }

  /** Who has built-in roles from the beginning. */
  public static List<ClusterRoleBinding> bindings() {
    return List.of(
        binding(CLUSTER_ADMIN, User.MASTERS),
        binding(DISCOVERY, User.AUTHENTICATED),
        binding(BASIC_USER, User.AUTHENTICATED),
        binding(CATALOG, User.AUTHENTICATED));
  }

  private static List<PolicyRule> view() {
    return List.of(
        PolicyRule.of(
            Kinds.GROUP,
            List.of(
                "notebooks",
                "notebooks/status",
                "notebooks/scale",
                "applications",
                "applications/status",
                "applications/scale",
                "applications/containers",
                "applications/log",
                "cleanuppolicies",
                "cleanuppolicies/status",
                "cleanup/plan",
                "quotas",
                "quotas/status",
                "sources",
                "sources/status"),
            READ),
        PolicyRule.of(
            "",
            List.of(
                "configmaps",
                "events",
                "namespaces",
                "pods",
                "pods/log",
                "pods/status",
                "services"),
            READ),
        PolicyRule.of("events.k8s.io", List.of("events"), READ));
  }

  /** With secrets, as in Kubernetes: who may run something in a namespace can read them anyway. */
  private static List<PolicyRule> edit() {
    return with(
        view(),
        PolicyRule.of(
            Kinds.GROUP,
            List.of("notebooks", "notebooks/scale", "applications", "applications/scale"),
            WRITE),
        PolicyRule.of(Kinds.GROUP, List.of("applications/containers"), List.of("delete")),
        PolicyRule.of(Kinds.GROUP, List.of("applications/kv"), ALL_VERBS),
        PolicyRule.of(
            Kinds.GROUP,
            List.of("applications/kill", "applications/shutdown", "applications/skein"),
            List.of("create")),
        PolicyRule.of("", List.of("secrets"), ALL_VERBS),
        PolicyRule.of("", List.of("configmaps"), WRITE),
        PolicyRule.of(
            "", List.of("pods/attach", "pods/exec", "pods/portforward"), List.of("get", "create")),
        PolicyRule.of("coordination.k8s.io", List.of("leases"), ALL_VERBS));
  }

  private static List<PolicyRule> admin() {
    return with(
        edit(),
        PolicyRule.of(Subject.RBAC, List.of("roles", "rolebindings"), ALL_VERBS),
        PolicyRule.of(AUTHORIZATION, List.of("localsubjectaccessreviews"), List.of("create")));
  }

  private static List<PolicyRule> with(List<PolicyRule> rules, PolicyRule... more) {
    return Stream.concat(rules.stream(), Stream.of(more)).toList();
  }

  private static ClusterRole role(String name, Map<String, String> labels, List<PolicyRule> rules) {
    boolean grows = name.equals(ADMIN) || name.equals(EDIT) || name.equals(VIEW);
    return new ClusterRole(
        new ObjectMeta(
            name,
            "",
            "",
            "",
            "",
            0,
            Optional.empty(),
            Optional.empty(),
            labels,
            Map.of(),
            List.of(),
            List.of()),
        rules,
        grows
            ? Optional.of(
                new AggregationRule(
                    List.of(new AggregationRule.Labels(Map.of(AGGREGATE + name, "true")))))
            : Optional.empty());
  }

  private static ClusterRoleBinding binding(String role, String group) {
    return new ClusterRoleBinding(
        ObjectMeta.named("", role),
        List.of(Subject.group(group)),
        RoleRef.of(RoleRef.Kind.CLUSTER_ROLE, role));
  }
}
