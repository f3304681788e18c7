package dev.heddle.operator.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Kubernetes' field selectors, for the few fields that each kind supports. */
record FieldSelector(List<Requirement> requirements) {

  private static final Pattern TERM = Pattern.compile("([A-Za-z.]+)\\s*(==|=|!=)\\s*(.*)");
  private static final Set<String> COMMON = Set.of("metadata.name", "metadata.namespace");
  private static final Map<ResourceType<?>, Set<String>> OF_KIND =
      Map.of(
          Kinds.EVENT,
          Set.of(
              "involvedObject.apiVersion",
              "involvedObject.kind",
              "involvedObject.namespace",
              "involvedObject.name",
              "involvedObject.uid",
              "involvedObject.resourceVersion",
              "involvedObject.fieldPath",
              "reportingComponent",
              "reason",
              "type"),
          Kinds.NEW_EVENT,
          Set.of(
              "regarding.kind",
              "regarding.namespace",
              "regarding.name",
              "regarding.uid",
              "reportingController",
              "reason",
              "type"),
          Kinds.SECRET,
          Set.of("type"),
          Kinds.POD,
          Set.of("spec.nodeName", "spec.restartPolicy", "status.phase", "status.podIP"),
          Kinds.APPLICATION,
          Set.of("status.run.applicationId"));

  FieldSelector {
    requirements = List.copyOf(requirements);
  }

  /** What one field must, or must not, be. */
  record Requirement(String field, boolean equal, String value) {

    boolean mayChange() {
      return field.startsWith("status.") || field.equals("spec.nodeName");
    }

    boolean matches(JsonNode object) {
      JsonNode node = object;
      for (String step : field.split("\\.")) {
        node = node.path(step);
      }
      return node.asText("").equals(value) == equal;
    }
  }

  static FieldSelector everything() {
    return new FieldSelector(List.of());
  }

  static FieldSelector parse(String text, ResourceType<?> type) {
    if (text.isBlank()) {
      return everything();
    }
    Set<String> more = OF_KIND.getOrDefault(type, Set.of());
    List<Requirement> requirements = new ArrayList<>();
    for (String term : text.split(",", -1)) {
      Matcher matcher = TERM.matcher(term.strip());
      if (!matcher.matches()) {
        throw ApiException.badRequest(
            "unable to parse the field selector requirement '"
                + term.strip()
                + "'; write for example metadata.name=churn");
      }
      String field = matcher.group(1);
      if (!COMMON.contains(field) && !more.contains(field)) {
        throw ApiException.badRequest("field label not supported: " + field);
      }
      requirements.add(
          new Requirement(field, !matcher.group(2).equals("!="), matcher.group(3).strip()));
    }
    return new FieldSelector(requirements);
  }

  boolean matchesEverything() {
    return requirements.isEmpty();
  }

  boolean matches(JsonNode object) {
    return requirements.stream().allMatch(r -> r.matches(object));
  }

  /** Whether an object matches as far as that can never change while it lives. */
  boolean matchesForLife(JsonNode object) {
    return requirements.stream().allMatch(r -> r.mayChange() || r.matches(object));
  }

  boolean mayChange() {
    return requirements.stream().anyMatch(Requirement::mayChange);
  }
}
