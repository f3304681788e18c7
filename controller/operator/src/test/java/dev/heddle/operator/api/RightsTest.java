package dev.heddle.operator.api;

import static dev.heddle.operator.api.RunningApi.APPLICATIONS;
import static dev.heddle.operator.api.RunningApi.NOTEBOOKS;
import static dev.heddle.operator.api.RunningApi.notebook;
import static dev.heddle.operator.api.RunningApi.tree;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Kinds;
import dev.heddle.operator.api.RunningApi.Lines;
import dev.heddle.operator.api.RunningApi.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may do what, asked of the real server over HTTPS. */
class RightsTest {

  private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1/";
  private static final String BINDINGS = RBAC + "namespaces/team-a/rolebindings";
  private static final String REVIEWS = "/apis/authorization.k8s.io/v1/";

  private People people;

  @BeforeEach
  void start(@TempDir Path directory) throws IOException {
    people = new People(directory);
    ObjectNode churn = notebook("churn");
    churn.withObject("/metadata").put("namespace", "team-a");
    people.api.store.create(Kinds.NOTEBOOK, churn);
    people.api.store.create(
        Kinds.SECRET,
        tree(
            """
            {"apiVersion": "v1", "kind": "Secret", "data": {"token": "aHVudGVyMg=="},
             "metadata": {"name": "churn-token", "namespace": "team-a"}}
            """));
  }

  @AfterEach
  void stop() {
    people.close();
  }

  /** Method, path, and who may: of stranger, viewer, editor, owner of the namespace, root. */
  @Test
  void everybodyMayWhatHeMayAndNothingElse() {
    String elsewhere = NOTEBOOKS.replace("team-a", "team-b");
    String application = APPLICATIONS + "/any";
    for (String[] row :
        new String[][] {
          {"GET", "/version", "stranger viewer editor owner root"},
          {"GET", "/apis/heddle.dev/v1", "stranger viewer editor owner root"},
          {"GET", "/openapi/v3", "stranger viewer editor owner root"},
          {"GET", "/metrics", "stranger viewer editor owner root"},
          {"GET", "/nonsense", "root"},
          {"GET", "/apis/heddle.dev/v1/notebookclasses", "stranger viewer editor owner root"},
          {"GET", NOTEBOOKS, "viewer editor owner root"},
          {"GET", NOTEBOOKS + "/churn", "viewer editor owner root"},
          {"GET", NOTEBOOKS + "/churn/status", "viewer editor owner root"},
          {"GET", "/apis/heddle.dev/v1/notebooks", "root"},
          {"GET", elsewhere, "root"},
          {"POST", NOTEBOOKS + "?dryRun=All", "editor owner root"},
          {"PATCH", NOTEBOOKS + "/churn?dryRun=All", "editor owner root"},
          {"PATCH", NOTEBOOKS + "/churn/status?dryRun=All", "root"},
          {"DELETE", NOTEBOOKS + "/churn?dryRun=All", "editor owner root"},
          {"DELETE", NOTEBOOKS + "?dryRun=All", "editor owner root"},
          {"GET", application + "/containers", "viewer editor owner root"},
          {"GET", application + "/log", "viewer editor owner root"},
          {"GET", application + "/kv", "editor owner root"},
          {"PUT", application + "/kv/key", "editor owner root"},
          {"POST", application + "/kill", "editor owner root"},
          {"POST", application + "/shutdown", "editor owner root"},
          {"POST", application + "/skein", "editor owner root"},
          {"DELETE", application + "/containers/worker_1", "editor owner root"},
          {"GET", "/api/v1/namespaces/team-a/secrets", "editor owner root"},
          {"GET", "/api/v1/namespaces/team-a/secrets/churn-token", "editor owner root"},
          {"GET", "/api/v1/secrets", "root"},
          {"GET", "/api/v1/namespaces/team-a/events", "viewer editor owner root"},
          {"GET", "/api/v1/namespaces/team-a", "viewer editor owner root"},
          {"GET", "/api/v1/namespaces", "root"},
          {"GET", BINDINGS, "owner root"},
          {"GET", RBAC + "clusterroles", "root"},
          {"GET", "/apis/heddle.dev/v1/yarn/queues", "stranger viewer editor owner root"},
          {"GET", "/apis/heddle.dev/v1/cleanup/plan", "root"},
          {"POST", "/apis/heddle.dev/v1/access/tokens", "root"},
          {"GET", "/apis/heddle.dev/v1/sources", "root"},
        }) {
      for (String user : List.of("stranger", "viewer", "editor", "owner", "root")) {
        boolean may = List.of(row[2].split(" ")).contains(user);
        String body =
            row[0].equals("POST") && row[1].startsWith(NOTEBOOKS)
                ? notebook("new").toString()
                : row[0].equals("GET") || row[0].equals("DELETE") ? "" : "{}";

        Reply reply = people.as(user, row[0], row[1], body);

        assertThat(reply.code() != 403)
            .as("%s %s %s: %s", user, row[0], row[1], reply.body())
            .isEqualTo(may);
      }
    }
  }

  @Test
  void aRefusalIsWordedAsKubernetesWordsIt() {
    assertThat(people.get("stranger", NOTEBOOKS).json())
        .isEqualTo(
            tree(
                """
                {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure",
                 "message": "notebooks.heddle.dev is forbidden: User \\"stranger\\" cannot list\
                 resource \\"notebooks\\" in API group \\"heddle.dev\\" in the namespace\
                 \\"team-a\\"",
                 "reason": "Forbidden", "details": {"group": "heddle.dev", "kind": "notebooks"},
                 "code": 403}
                """));
    assertThat(people.get("stranger", "/api/v1/namespaces").json().path("message").asText())
        .endsWith("cannot list resource \"namespaces\" in API group \"\" at the cluster scope");
    assertThat(people.get("stranger", "/debug").json().path("message").asText())
        .isEqualTo("forbidden: User \"stranger\" cannot get path \"/debug\"");
  }

  /** Whoever may not read can't tell what is there from what is not. */
  @Test
  void aRefusalTellsNothingOfWhatIsThere() {
    for (String path :
        List.of(
            NOTEBOOKS + "/NAME",
            NOTEBOOKS + "/NAME/status",
            APPLICATIONS + "/NAME/kv",
            APPLICATIONS + "/NAME/log?follow=true",
            NOTEBOOKS + "?watch=true&fieldSelector=metadata.name%3DNAME",
            "/api/v1/namespaces/team-a/secrets/NAME")) {
      for (String method : List.of("GET", "DELETE", "PATCH", "PUT")) {
        String there = answer(method, path, "churn");
        String missing = answer(method, path, "other");

        assertThat(there).isEqualTo(missing).contains("\"code\":403").doesNotContain("queue");
      }
    }
    assertThat(people.as("stranger", "POST", NOTEBOOKS, "not even json").code()).isEqualTo(403);
  }

  private String answer(String method, String path, String name) {
    Reply reply =
        people.as("stranger", method, path.replace("NAME", name), method.equals("GET") ? "" : "{}");
    return reply.body().replace(name, "NAME");
  }

  @Test
  void nobodyGivesRightsThatHeHasNot() {
    Reply admin =
        people.as(
            "owner",
            "POST",
            BINDINGS,
            People.binding("all", "cluster-admin", "User", "owner").toString());
    assertThat(admin.code()).isEqualTo(403);
    assertThat(admin.json().path("message").asText())
        .contains("is attempting to grant RBAC permissions not currently held")
        .contains("{APIGroups:[\"*\"], Resources:[\"*\"], Verbs:[\"*\"]}");
    assertThat(
            people
                .as(
                    "owner",
                    "POST",
                    BINDINGS,
                    People.binding("more", "edit", "User", "stranger").toString())
                .code())
        .isEqualTo(201);
    assertThat(people.get("stranger", NOTEBOOKS).code()).isEqualTo(200);

    String role =
        """
        {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role",
         "metadata": {"name": "mine"},
         "rules": [{"apiGroups": ["heddle.dev"], "resources": ["%s"], "verbs": ["%s"]}]}
        """;
    String roles = RBAC + "namespaces/team-a/roles";
    assertThat(people.as("owner", "POST", roles, role.formatted("notebooks", "get")).code())
        .isEqualTo(201);
    for (String more : List.of("notebooks/status,update", "*,get", "notebooks,*")) {
      String[] parts = more.split(",");
      assertThat(
              people.as("owner", "PUT", roles + "/mine", role.formatted(parts[0], parts[1])).code())
          .as(more)
          .isEqualTo(403);
    }
    assertThat(
            people
                .as(
                    "owner",
                    "PATCH",
                    roles + "/mine",
                    "{\"rules\": [{\"apiGroups\": [\"\"], \"resources\": [\"nodes\"],"
                        + " \"verbs\": [\"get\"]}]}")
                .code())
        .isEqualTo(403);
  }

  @Test
  void aBindingKeepsItsRole() {
    assertThat(
            people
                .as("root", "PATCH", BINDINGS + "/viewers", "{\"roleRef\": {\"name\": \"admin\"}}")
                .json()
                .path("message")
                .asText())
        .contains("cannot change roleRef");
  }

  @Test
  void nobodyLetsThingsRunAsSomebodyElse() {
    ObjectNode asEve = notebook("new");
    asEve.withObject("/spec").put("user", "eve");
    ObjectNode ofEve = notebook("new");
    ofEve.withObject("/metadata/annotations").put("heddle.dev/owner", "eve");
    for (ObjectNode wrong : List.of(asEve, ofEve)) {
      Reply reply = people.as("editor", "POST", NOTEBOOKS, wrong.toString());
      assertThat(reply.code()).isEqualTo(403);
      assertThat(reply.json().path("message").asText())
          .contains("may not be eve")
          .contains("cannot impersonate resource \"users\"");
      assertThat(people.as("root", "POST", NOTEBOOKS + "?dryRun=All", wrong.toString()).code())
          .isEqualTo(201);
    }
    Reply own = people.as("editor", "POST", NOTEBOOKS, notebook("new").toString());
    assertThat(own.json().at("/metadata/annotations/heddle.dev~1owner").asText())
        .isEqualTo("editor");
    assertThat(
            people
                .as("editor", "PATCH", NOTEBOOKS + "/new", "{\"spec\": {\"user\": \"eve\"}}")
                .code())
        .isEqualTo(403);
    assertThat(
            people
                .as("owner", "PATCH", NOTEBOOKS + "/new", "{\"spec\": {\"suspend\": true}}")
                .code())
        .as("what is there already stays as it is")
        .isEqualTo(200);
  }

  @Test
  void theQueuesOfANamespaceAreKept() {
    ObjectNode wrong = notebook("new");
    wrong.withObject("/spec").put("queue", "production");

    Reply reply = people.as("editor", "POST", NOTEBOOKS, wrong.toString());

    assertThat(reply.code()).isEqualTo(403);
    assertThat(reply.json().path("message").asText())
        .endsWith("may not use the queue production; allowed are research");
  }

  @Test
  void whoMayAsksInTheNameOfAnother() {
    assertThat(people.get("root", NOTEBOOKS, "Impersonate-User", "stranger").code()).isEqualTo(403);
    assertThat(
            people
                .get("root", NOTEBOOKS, "Impersonate-User", "x", "Impersonate-Group", "readers")
                .code())
        .isEqualTo(200);
    Reply refused = people.get("editor", NOTEBOOKS, "Impersonate-User", "root");
    assertThat(refused.code()).isEqualTo(403);
    assertThat(refused.json().path("message").asText())
        .isEqualTo(
            "users \"root\" is forbidden: User \"editor\" cannot impersonate resource \"users\" in"
                + " API group \"\" at the cluster scope");
    assertThat(people.get("root", NOTEBOOKS, "Impersonate-Group", "readers").code()).isEqualTo(400);
    assertThat(
            people
                .get(
                    "editor",
                    NOTEBOOKS,
                    "Impersonate-User",
                    "editor",
                    "Impersonate-Group",
                    "system:masters")
                .code())
        .isEqualTo(403);

    Reply made =
        people.as(
            "root",
            "POST",
            NOTEBOOKS,
            notebook("for-editor").toString(),
            "Impersonate-User",
            "editor");
    assertThat(made.json().at("/metadata/annotations/heddle.dev~1owner").asText())
        .isEqualTo("editor");
    ObjectNode line = people.audit().get(people.audit().size() - 1);
    assertThat(line.at("/user/name").asText()).isEqualTo("editor");
    assertThat(line.at("/impersonatedBy/name").asText()).isEqualTo("root");
  }

  @Test
  void aStreamEndsWhenItsRightDoes() {
    try (Lines watch = people.stream("viewer" + People.SECRET, NOTEBOOKS + "?watch=true")) {
      assertThat(watch.event()).isEqualTo("ADDED churn");

      people.unbind("viewers");

      assertThat(watch.next()).as("no more lines").isEmpty();
    }
    assertThat(people.get("viewer", NOTEBOOKS + "?watch=true").code()).isEqualTo(403);
  }

  @Test
  void reviewsTellTheTruth() {
    assertThat(canI("viewer", "list", "notebooks", "team-a")).isTrue();
    assertThat(canI("viewer", "delete", "notebooks", "team-a")).isFalse();
    assertThat(canI("viewer", "list", "notebooks", "")).isFalse();
    assertThat(canI("root", "*", "*", "")).isTrue();
    Reply other =
        people.as(
            "root",
            "POST",
            REVIEWS + "subjectaccessreviews",
            """
            {"spec": {"user": "x", "groups": ["readers"], "resourceAttributes":
              {"group": "heddle.dev", "resource": "notebooks", "verb": "get", "namespace": "team-a"}}}
            """);
    assertThat(other.json().at("/status/allowed").asBoolean()).isTrue();
    assertThat(other.json().at("/status/reason").asText())
        .contains("RoleBinding \"viewers/team-a\"");
    assertThat(people.as("viewer", "POST", REVIEWS + "subjectaccessreviews", "{}").code())
        .isEqualTo(403);
    assertThat(
            people
                .as(
                    "owner",
                    "POST",
                    REVIEWS + "namespaces/team-a/localsubjectaccessreviews",
                    """
                    {"spec": {"user": "editor", "resourceAttributes":
                      {"resource": "secrets", "verb": "get", "namespace": "team-a"}}}
                    """)
                .json()
                .at("/status/allowed")
                .asBoolean())
        .isTrue();
    Reply rules =
        people.as(
            "viewer",
            "POST",
            REVIEWS + "selfsubjectrulesreviews",
            "{\"spec\": {\"namespace\": \"team-a\"}}");
    assertThat(rules.code()).isEqualTo(201);
    assertThat(rules.json().at("/status/resourceRules").toString())
        .contains("applications/log")
        .doesNotContain("secrets");
    Reply me =
        people.as("editor", "POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", "{}");
    assertThat(me.json().at("/status/userInfo"))
        .isEqualTo(
            tree(
                """
                {"username": "editor", "uid": "u2",
                 "groups": ["system:authenticated", "team-a", "writers"]}
                """));
  }

  private boolean canI(String user, String verb, String resource, String namespace) {
    String group = resource.equals("*") ? "*" : "heddle.dev";
    return people
        .as(
            user,
            "POST",
            REVIEWS + "selfsubjectaccessreviews",
            """
            {"kind": "SelfSubjectAccessReview", "apiVersion": "authorization.k8s.io/v1",
             "spec": {"resourceAttributes":
               {"group": "%s", "resource": "%s", "verb": "%s", "namespace": "%s"}}}
            """
                .formatted(group, resource, verb, namespace))
        .json()
        .at("/status/allowed")
        .asBoolean();
  }

  @Test
  void theAuditTellsWhoDidWhatAndNoSecret() {
    people.get("editor", NOTEBOOKS);
    people.get("stranger", NOTEBOOKS + "/churn");
    Reply made = people.as("editor", "POST", NOTEBOOKS, notebook("new").toString());
    people.as("editor", "PUT", APPLICATIONS + "/any/kv/password", "hunter2");
    people.api.exchange(
        people.api.request(NOTEBOOKS).header("Authorization", "Bearer hunter2-secret").build());

    List<ObjectNode> lines = people.audit();

    assertThat(lines)
        .extracting(line -> line.path("code").asInt())
        .containsExactly(403, 201, 404, 401);
    ObjectNode denied = lines.get(0);
    assertThat(denied.at("/user/name").asText()).isEqualTo("stranger");
    assertThat(denied.path("verb").asText()).isEqualTo("get");
    assertThat(denied.path("name").asText()).isEqualTo("churn");
    assertThat(denied.path("from").asText()).startsWith("127.0.0.1:");
    ObjectNode written = lines.get(1);
    assertThat(written.path("resource").asText()).isEqualTo("notebooks");
    assertThat(written.path("namespace").asText()).isEqualTo("team-a");
    assertThat(written.path("id").asText())
        .isEqualTo(made.raw().headers().firstValue("Audit-Id").orElse(""));
    assertThat(lines.get(2).path("resource").asText()).isEqualTo("applications/kv");
    assertThat(people.api.audit.toString()).doesNotContain("hunter2").doesNotContain("Bearer");
  }
}
