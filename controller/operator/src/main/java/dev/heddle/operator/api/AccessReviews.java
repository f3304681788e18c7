package dev.heddle.operator.api;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.rbac.PolicyRule;
import dev.heddle.operator.access.Attributes;
import dev.heddle.operator.access.Attributes.Target;
import dev.heddle.operator.access.Authorizer;
import dev.heddle.operator.access.Decision;
import dev.heddle.operator.access.User;
import dev.heddle.operator.api.Route.ReviewKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Tells who may do what: the questions behind {@code kubectl auth}. */
final class AccessReviews {

  private static final Set<String> JSON = Set.of("application/json");

  private final Authorizer authorizer;

  AccessReviews(Authorizer authorizer) {
    this.authorizer = requireNonNull(authorizer, "authorizer is null");
  }

  Answer answer(ApiRequest request, Route.Review route) {
    if (!request.method().equals("POST")) {
      throw ApiException.notAllowed(request.method());
    }
    ObjectNode review = RequestBody.tree(request, JSON).deepCopy();
    ReviewKind kind = route.kind();
    String said = review.path("kind").asText(kind.kind());
    if (!said.equals(kind.kind())) {
      throw ApiException.badRequest(
          "the body has kind '" + said + "'; this URL takes kind '" + kind.kind() + "'");
    }
    review.put("kind", kind.kind()).put("apiVersion", kind.group() + "/v1");
    review.withObject("/metadata");
    User self = request.caller().user();
    ObjectNode status =
        switch (kind) {
          case SELF_ACCESS -> access(self, review.path("spec"));
          case ACCESS -> access(named(review.path("spec")), review.path("spec"));
          case LOCAL_ACCESS -> {
            String namespace = namespace(review.path("spec"));
            if (!namespace.equals(route.namespace())) {
              throw ApiException.badRequest(
                  "spec.resourceAttributes.namespace must be the namespace of the URL");
            }
            yield access(named(review.path("spec")), review.path("spec"));
          }
          case SELF_RULES -> rules(self, review.path("spec").path("namespace").asText(""));
          case SELF -> whoAmI(self);
        };
    review.set("status", status);
    return new Answer.Json(201, review);
  }

  private static String namespace(JsonNode spec) {
    return spec.path("resourceAttributes").path("namespace").asText("");
  }

  private static User named(JsonNode spec) {
    Set<String> groups = new HashSet<>();
    // In version 1 the field is called groups; an older spelling is its singular.
    spec.path("groups").forEach(group -> groups.add(group.asText()));
    String name = spec.path("user").asText("");
    if (name.isEmpty() && groups.isEmpty()) {
      throw ApiException.badRequest("at least one of spec.user and spec.groups must be given");
    }
    Map<String, List<String>> extra = new HashMap<>();
    spec.path("extra")
        .properties()
        .forEach(
            entry -> {
              List<String> values = new ArrayList<>();
              entry.getValue().forEach(value -> values.add(value.asText()));
              extra.put(entry.getKey(), values);
            });
    return new User(name, spec.path("uid").asText(""), groups, extra);
  }

  private ObjectNode access(User user, JsonNode spec) {
    JsonNode resource = spec.path("resourceAttributes");
    JsonNode path = spec.path("nonResourceAttributes");
    if (resource.isObject() == path.isObject()) {
      throw ApiException.badRequest(
          "exactly one of spec.resourceAttributes and spec.nonResourceAttributes must be given");
    }
    Attributes wanted =
        path.isObject()
            ? Attributes.ofPath(path.path("verb").asText(""), path.path("path").asText(""))
            : Attributes.of(
                resource.path("verb").asText(""),
                new Target(
                    resource.path("group").asText(""),
                    resource.path("resource").asText(""),
                    resource.path("subresource").asText(""),
                    resource.path("namespace").asText(""),
                    resource.path("name").asText("")));
    Decision decision = authorizer.decide(user, wanted);
    ObjectNode status = node().put("allowed", decision.allowed());
    if (!decision.reason().isEmpty()) {
      status.put("reason", decision.reason());
    }
    return status;
  }

  private ObjectNode rules(User user, String namespace) {
    if (namespace.isEmpty()) {
      throw ApiException.badRequest("no namespace on request");
    }
    ObjectNode status = node();
    ArrayNode resources = status.putArray("resourceRules");
    ArrayNode paths = status.putArray("nonResourceRules");
    for (PolicyRule rule : authorizer.rules(user, namespace)) {
      ObjectNode written = (rule.isAboutResources() ? resources : paths).addObject();
      put(written, "verbs", rule.verbs());
      put(written, "apiGroups", rule.apiGroups());
      put(written, "resources", rule.resources());
      put(written, "resourceNames", rule.resourceNames());
      put(written, "nonResourceURLs", rule.nonResourceUrls());
    }
    return status.put("incomplete", false);
  }

  private static ObjectNode whoAmI(User user) {
    ObjectNode status = node();
    ObjectNode info = status.putObject("userInfo").put("username", user.name());
    if (!user.uid().isEmpty()) {
      info.put("uid", user.uid());
    }
    put(info, "groups", List.copyOf(new TreeSet<>(user.groups())));
    if (!user.extra().isEmpty()) {
      ObjectNode extra = info.putObject("extra");
      user.extra().forEach((key, values) -> put(extra, key, values));
    }
    return status;
  }

  private static void put(ObjectNode node, String field, List<String> words) {
    if (!words.isEmpty()) {
      ArrayNode array = node.putArray(field);
      words.forEach(array::add);
    }
  }

  private static ObjectNode node() {
    return com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode();
  }
}
