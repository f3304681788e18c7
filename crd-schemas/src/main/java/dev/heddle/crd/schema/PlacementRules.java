package dev.heddle.crd.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.crd.problem.FieldPath;
import dev.heddle.crd.problem.ProblemCode;
import dev.heddle.crd.problem.Wording;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether rules of placement name services that exist, and can be met at all. */
final class PlacementRules {

  private static final String CARDINALITY = "Cardinality";

  private PlacementRules() {}

  static void check(FieldPath spec, JsonNode application, Findings findings) {
    JsonNode services = application.path("services");
    FieldPath path = spec.field("services");
    Set<String> names = new LinkedHashSet<>();
    services.fieldNames().forEachRemaining(names::add);
    for (Map.Entry<String, JsonNode> service : services.properties()) {
      JsonNode placement = service.getValue().path("placement");
      FieldPath at = path.field(service.getKey()).field("placement");
      for (int i = 0; placement.isArray() && i < placement.size(); i++) {
        rule(at.item(i), service.getKey(), placement.get(i), names, findings);
      }
    }
    Set<String> concerned = concerned(services);
    if (!concerned.isEmpty() && !application.path("nodeLabel").asText().isEmpty()) {
      findings.add(
          spec.field("nodeLabel"),
          ProblemCode.CONFLICT,
          "rules of placement are given, and YARN cannot do both for one container; leave one of"
              + " them out");
    }
    for (String name : concerned) {
      JsonNode service = services.path(name);
      for (String field : List.of("nodes", "racks", "nodeLabel")) {
        if (!service.path(field).isMissingNode() && !saysNothing(service.path(field))) {
          findings.add(
              path.field(name).field(field),
              ProblemCode.CONFLICT,
              "a rule of placement concerns this service, and YARN cannot do both for one"
                  + " container; leave one of them out");
        }
      }
    }
  }

  /** Services that are placed by rules, and those that rules look at. */
  private static Set<String> concerned(JsonNode services) {
    Set<String> names = new LinkedHashSet<>();
    for (Map.Entry<String, JsonNode> service : services.properties()) {
      JsonNode placement = service.getValue().path("placement");
      if (placement.isArray() && !placement.isEmpty()) {
        names.add(service.getKey());
        placement.forEach(rule -> rule.path("services").forEach(n -> names.add(n.asText())));
      }
    }
    return names;
  }

  private static boolean saysNothing(JsonNode value) {
    return value.isNull() || (value.isContainerNode() ? value.isEmpty() : value.asText().isEmpty());
  }

  private static void rule(
      FieldPath path, String self, JsonNode rule, Set<String> names, Findings findings) {
    if (!rule.isObject()) {
      return;
    }
    String relation = rule.path("relation").asText();
    JsonNode services = rule.path("services");
    if (services.isArray() && services.isEmpty()) {
      findings.add(
          path.field("services"),
          ProblemCode.MISSING_FIELD,
          "no service is named; allowed are " + String.join(", ", names));
    }
    for (int i = 0; services.isArray() && i < services.size(); i++) {
      String name = services.get(i).asText();
      if (services.get(i).isTextual() && !names.contains(name)) {
        findings.add(
            path.field("services").item(i),
            ProblemCode.NOT_ALLOWED,
            "there is no service "
                + Wording.quote(name)
                + "; there are "
                + String.join(", ", names)
                + (findings.isFull() ? "" : Wording.hint(name, names)));
      } else if (relation.equals("Affinity") && name.equals(self)) {
        findings.add(
            path.field("services").item(i),
            ProblemCode.CONFLICT,
            "the first container would wait for itself; name another service");
      }
    }
    boolean counts = rule.hasNonNull("min") || rule.hasNonNull("max");
    if (relation.equals(CARDINALITY) && !counts) {
      findings.add(
          path.field("max"), ProblemCode.MISSING_FIELD, "Cardinality needs a max, or a min");
    } else if (!relation.equals(CARDINALITY) && counts) {
      findings.add(
          path.field(rule.hasNonNull("min") ? "min" : "max"),
          ProblemCode.CONFLICT,
          "min and max are for relation Cardinality; leave them out");
    }
    if (rule.path("min").isInt()
        && rule.path("max").isInt()
        && rule.path("min").asInt() >= rule.path("max").asInt()) {
      findings.add(
          path.field("min"),
          ProblemCode.OUT_OF_RANGE,
          "found min "
              + rule.path("min").asInt()
              + " and max "
              + rule.path("max").asInt()
              + ": nothing could be placed; allowed is a min below max");
    }
  }
}
