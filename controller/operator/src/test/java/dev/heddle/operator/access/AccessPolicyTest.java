package dev.heddle.operator.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.crd.meta.ObjectMeta;
import dev.heddle.crd.rbac.AggregationRule;
import dev.heddle.crd.rbac.ClusterRole;
import dev.heddle.crd.rbac.ClusterRoleBinding;
import dev.heddle.crd.rbac.PolicyRule;
import dev.heddle.crd.rbac.Role;
import dev.heddle.crd.rbac.RoleBinding;
import dev.heddle.crd.rbac.RoleRef;
import dev.heddle.crd.rbac.Subject;
import dev.heddle.operator.access.Attributes.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What roles, bindings and the configuration give, and what nothing gives. */
class AccessPolicyTest {

  private static final User ADA = User.authenticated("ada", List.of("research"));

  private final List<Role> roles = new ArrayList<>();
  private final List<ClusterRole> clusterRoles = new ArrayList<>();
  private final List<RoleBinding> bindings = new ArrayList<>();
  private final List<ClusterRoleBinding> clusterBindings = new ArrayList<>();
  private ConfiguredAccess configured = ConfiguredAccess.none();

  /** Every built-in role in its namespace against what it may and may not. */
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          # verb, group, resource, view, edit, admin
          get,heddle.dev,notebooks,true,true,true
          watch,heddle.dev,notebooks,true,true,true
          get,heddle.dev,notebooks/status,true,true,true
          create,heddle.dev,notebooks,false,true,true
          deletecollection,heddle.dev,notebooks,false,true,true
          update,heddle.dev,notebooks/status,false,false,false
          get,heddle.dev,applications/log,true,true,true
          get,heddle.dev,applications/kv,false,true,true
          update,heddle.dev,applications/kv,false,true,true
          create,heddle.dev,applications/kill,false,true,true
          create,heddle.dev,applications/skein,false,true,true
          delete,heddle.dev,applications/containers,false,true,true
          get,,secrets,false,true,true
          list,,secrets,false,true,true
          get,,events,true,true,true
          get,,pods/log,true,true,true
          create,,pods/exec,false,true,true
          create,rbac.authorization.k8s.io,rolebindings,false,false,true
          create,rbac.authorization.k8s.io,clusterrolebindings,false,false,false
          bind,rbac.authorization.k8s.io,clusterroles,false,false,false
          escalate,rbac.authorization.k8s.io,roles,false,false,false
          impersonate,,users,false,false,false
          create,heddle.dev,sources,false,false,false
          """)
  void theBuiltInRolesInANamespace(
      String verb, String group, String resource, boolean view, boolean edit, boolean admin) {
    Attributes here = wanted(verb, group == null ? "" : group, resource, "team-a", "x");
    Attributes there = wanted(verb, group == null ? "" : group, resource, "team-b", "x");
    for (var expected : Map.of("view", view, "edit", edit, "admin", admin).entrySet()) {
      bindings.clear();
      bind("team-a", expected.getKey(), Subject.user("ada"));

      assertThat(may(ADA, here)).as(expected.getKey()).isEqualTo(expected.getValue());
      assertThat(may(ADA, there)).as(expected.getKey() + " elsewhere").isFalse();
    }
  }

  @Test
  void aUserWithoutAnyBindingSeesWhatIsServedAndNothingElse() {
    assertThat(may(ADA, Attributes.ofPath("get", "/apis/heddle.dev/v1"))).isTrue();
    assertThat(may(ADA, Attributes.ofPath("get", "/version"))).isTrue();
    assertThat(may(ADA, Attributes.ofPath("post", "/version"))).isFalse();
    assertThat(may(ADA, Attributes.ofPath("get", "/debug"))).isFalse();
    assertThat(may(ADA, wanted("list", "heddle.dev", "notebooks", "", ""))).isFalse();
    assertThat(may(ADA, wanted("list", "heddle.dev", "notebookclasses", "", ""))).isTrue();
    User nobody = new User("system:anonymous", "", Set.of("system:unauthenticated"), Map.of());
    assertThat(may(nobody, Attributes.ofPath("get", "/version"))).isFalse();
  }

  @Test
  void aRoleBindingOfAClusterRoleHoldsInItsNamespaceOnly() {
    bind("team-a", "view", Subject.group("research"));

    assertThat(may(ADA, wanted("list", "heddle.dev", "notebooks", "team-a", ""))).isTrue();
    assertThat(may(ADA, wanted("list", "heddle.dev", "notebooks", "", ""))).isFalse();
    assertThat(may(ADA, wanted("list", "heddle.dev", "sources", "", ""))).isFalse();
  }

  @Test
  void aRuleWithNamesIsForTheseOnly() {
    roles.add(
        new Role(
            ObjectMeta.named("team-a", "one"),
            List.of(
                PolicyRule.of("heddle.dev", List.of("notebooks"), List.of("get", "list"))
                    .named(List.of("churn")))));
    bindings.add(
        new RoleBinding(
            ObjectMeta.named("team-a", "one"),
            List.of(Subject.user("ada")),
            RoleRef.of(RoleRef.Kind.ROLE, "one")));

    assertThat(may(ADA, wanted("get", "heddle.dev", "notebooks", "team-a", "churn"))).isTrue();
    assertThat(may(ADA, wanted("get", "heddle.dev", "notebooks", "team-a", "other"))).isFalse();
    assertThat(may(ADA, wanted("list", "heddle.dev", "notebooks", "team-a", ""))).isFalse();
    assertThat(may(ADA, wanted("get", "heddle.dev", "notebooks/status", "team-a", "churn")))
        .isFalse();
  }

  @Test
  void aRoleThatIsNotThereGivesNothing() {
    bind("team-a", "missing", Subject.user("ada"));

    assertThat(may(ADA, wanted("get", "heddle.dev", "notebooks", "team-a", "x"))).isFalse();
  }

  @Test
  void whatIsBuiltInStaysWhateverTheStoreSays() {
    clusterRoles.add(new ClusterRole(ObjectMeta.named("", "view"), List.of(), Optional.empty()));
    bind("team-a", "view", Subject.user("ada"));

    assertThat(may(ADA, wanted("get", "heddle.dev", "notebooks", "team-a", "x"))).isTrue();
  }

  @Test
  void aRoleGrowsByThoseThatItsRuleSelects() {
    PolicyRule widgets = PolicyRule.of("example.com", List.of("widgets"), List.of("get"));
    clusterRoles.add(
        new ClusterRole(
            ObjectMeta.named("", "parts").withLabels(Map.of("example.com/to-all", "true")),
            List.of(widgets),
            Optional.empty()));
    clusterRoles.add(
        new ClusterRole(
            ObjectMeta.named("", "all").withLabels(Map.of("example.com/to-all", "true")),
            List.of(),
            Optional.of(
                new AggregationRule(
                    List.of(new AggregationRule.Labels(Map.of("example.com/to-all", "true")))))));
    clusterBindings.add(
        new ClusterRoleBinding(
            ObjectMeta.named("", "all"),
            List.of(Subject.group("research")),
            RoleRef.of(RoleRef.Kind.CLUSTER_ROLE, "all")));

    assertThat(may(ADA, wanted("get", "example.com", "widgets", "any", "x"))).isTrue();
  }

  @Test
  void theConfigurationNamesAdministratorsAndOwners() {
    configured =
        new ConfiguredAccess(
            Set.of("root"),
            Map.of(
                "team-a", new ConfiguredAccess.Owners(Set.of("eve"), Set.of("research")),
                "team-b", new ConfiguredAccess.Owners(Set.of(), Set.of("hadoop"))),
            user -> user.equals("ada") ? Set.of("hadoop") : Set.of());

    Attributes inA = wanted("create", "heddle.dev", "notebooks", "team-a", "");
    Attributes inB = wanted("create", "heddle.dev", "notebooks", "team-b", "");
    Attributes inC = wanted("create", "heddle.dev", "notebooks", "team-c", "");
    User root = User.authenticated("root", List.of());
    User eve = User.authenticated("eve", List.of());
    assertThat(List.of(may(root, inA), may(root, inB), may(root, inC))).containsOnly(true);
    assertThat(List.of(may(eve, inA), may(eve, inB))).containsExactly(true, false);
    assertThat(List.of(may(ADA, inA), may(ADA, inB), may(ADA, inC)))
        .as("by his own group, and by the one in which the cluster knows him")
        .containsExactly(true, true, false);
  }

  @Test
  void theMastersMayEverything() {
    User master = User.authenticated("x", List.of(User.MASTERS));

    assertThat(may(master, wanted("escalate", "any", "thing", "", ""))).isTrue();
  }

  @Test
  void aServiceAccountIsAUserOfItsOwnName() {
    bind(
        "team-a",
        "view",
        new Subject(
            Subject.Kind.SERVICE_ACCOUNT, Optional.empty(), "robot", Optional.of("team-b")));

    Attributes get = wanted("get", "heddle.dev", "notebooks", "team-a", "x");
    assertThat(may(User.authenticated("system:serviceaccount:team-b:robot", List.of()), get))
        .isTrue();
    assertThat(may(User.authenticated("robot", List.of()), get)).isFalse();
  }

  @Test
  void aDecisionSaysWhy() {
    bind("team-a", "view", Subject.group("research"));

    Decision decision =
        policy().decide(ADA, wanted("get", "heddle.dev", "notebooks", "team-a", "x"));

    assertThat(decision.reason())
        .isEqualTo(
            "RBAC: allowed by RoleBinding \"view/team-a\" of ClusterRole \"view\" to Group"
                + " \"research\"");
  }

  @Test
  void whatSomebodyDoesNotHaveIsMissing() {
    List<PolicyRule> held =
        List.of(
            PolicyRule.of("heddle.dev", List.of("notebooks", "*/status"), List.of("get", "list")),
            PolicyRule.of("", List.of("secrets"), List.of("get")).named(List.of("one")),
            PolicyRule.ofPaths(List.of("/api/*"), List.of("get")));

    assertThat(Rules.missing(held, held)).isEmpty();
    assertThat(
            Rules.missing(
                held,
                List.of(
                    PolicyRule.of("heddle.dev", List.of("x/status"), List.of("get")),
                    PolicyRule.ofPaths(List.of("/api/v1/*"), List.of("get")))))
        .isEmpty();
    for (PolicyRule more :
        List.of(
            PolicyRule.of("heddle.dev", List.of("notebooks"), List.of("*")),
            PolicyRule.of("*", List.of("notebooks"), List.of("get")),
            PolicyRule.of("heddle.dev", List.of("*"), List.of("get")),
            PolicyRule.of("", List.of("secrets"), List.of("get")),
            PolicyRule.of("", List.of("secrets"), List.of("get")).named(List.of("one", "two")),
            PolicyRule.ofPaths(List.of("/ap*"), List.of("get")))) {
      assertThat(Rules.missing(held, List.of(more))).as("%s", more).hasSize(1);
    }
  }

  private void bind(String namespace, String role, Subject subject) {
    bindings.add(
        new RoleBinding(
            ObjectMeta.named(namespace, role),
            List.of(subject),
            RoleRef.of(RoleRef.Kind.CLUSTER_ROLE, role)));
  }

  private AccessPolicy policy() {
    return new AccessPolicy(roles, clusterRoles, bindings, clusterBindings, configured);
  }

  private boolean may(User user, Attributes wanted) {
    return policy().decide(user, wanted).allowed();
  }

  private static Attributes wanted(
      String verb, String group, String resource, String namespace, String name) {
    String[] parts = resource.split("/", 2);
    return Attributes.of(
        verb, new Target(group, parts[0], parts.length > 1 ? parts[1] : "", namespace, name));
  }
}
