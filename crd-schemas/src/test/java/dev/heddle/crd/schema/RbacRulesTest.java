package dev.heddle.crd.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Json;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.crd.problem.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;

class RbacRulesTest {

  private static final String SUBJECT = "{\"kind\": \"User\", \"name\": \"ada\"";

  @Test
  void bindingsAsClientsSendThemAreFine() throws JsonProcessingException {
    assertThat(binding("RoleBinding", "Role", SUBJECT + ", \"namespace\": \"\"}")).isEmpty();
    assertThat(binding("ClusterRoleBinding", "ClusterRole", SUBJECT + "}")).isEmpty();
  }

  @Test
  void whatABindingCantMeanIsRefused() throws JsonProcessingException {
    assertThat(binding("ClusterRoleBinding", "Role", SUBJECT + "}")).hasSize(1);
    assertThat(binding("RoleBinding", "Role", SUBJECT + ", \"namespace\": \"x\"}")).hasSize(1);
    assertThat(
            binding("RoleBinding", "Role", "{\"kind\": \"ServiceAccount\", \"name\": \"robot\"}"))
        .hasSize(1);
  }

  @Test
  void whatARuleCantMeanIsRefused() throws JsonProcessingException {
    String resources = "\"apiGroups\": [\"\"], \"resources\": [\"secrets\"]";
    assertThat(role("{\"verbs\": [\"get\"], " + resources + "}")).isEmpty();
    assertThat(role("{\"verbs\": [], " + resources + "}")).hasSize(1);
    assertThat(role("{\"verbs\": [\"get\"]}")).hasSize(1);
    assertThat(role("{\"verbs\": [\"get\"], \"resources\": [\"secrets\"]}")).hasSize(1);
    assertThat(role("{\"verbs\": [\"get\"], \"nonResourceURLs\": [\"/metrics\"]}")).hasSize(1);
  }

  @Test
  void rolesMayBeCalledAsKubernetesCallsThem() throws JsonProcessingException {
    String role =
        "{\"apiVersion\": \"rbac.authorization.k8s.io/v1\", \"kind\": \"ClusterRole\","
            + " \"metadata\": {\"name\": \"%s\"}}";
    assertThat(problems(Kinds.CLUSTER_ROLE, role.formatted("system:node-Reader"))).isEmpty();
    for (String wrong : List.of("a/b", "..", "a%b", "a b")) {
      assertThat(problems(Kinds.CLUSTER_ROLE, role.formatted(wrong))).as(wrong).hasSize(1);
    }
  }

  private static List<Problem> binding(String kind, String role, String subject)
      throws JsonProcessingException {
    ResourceType<?> type =
        kind.equals("RoleBinding") ? Kinds.ROLE_BINDING : Kinds.CLUSTER_ROLE_BINDING;
    return problems(
        type,
        """
        {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "%s", "metadata": {"name": "x"},
         "roleRef": {"kind": "%s", "name": "y"}, "subjects": [%s]}
        """
            .formatted(kind, role, subject));
  }

  private static List<Problem> role(String rule) throws JsonProcessingException {
    return problems(
        Kinds.ROLE,
        """
        {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": {"name": "x"},
         "rules": [%s]}
        """
            .formatted(rule));
  }

  private static List<Problem> problems(ResourceType<?> type, String json)
      throws JsonProcessingException {
    return Admission.of(type, (ObjectNode) Json.mapper().readTree(json)).problems();
  }
}
