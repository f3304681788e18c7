package dev.heddle.crd.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.crd.problem.FieldPath;
import dev.heddle.crd.problem.ProblemCode;
import dev.heddle.crd.problem.Wording;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether services depend on such that exist, and in an order in which they can start. */
final class Dependencies {

  private Dependencies() {}

  static void check(FieldPath path, JsonNode services, Findings findings) {
    Set<String> names = new LinkedHashSet<>();
    services.fieldNames().forEachRemaining(names::add);
    for (Map.Entry<String, JsonNode> service : services.properties()) {
      JsonNode depends = service.getValue().path("depends");
      FieldPath field = path.field(service.getKey()).field("depends");
      for (int i = 0; depends.isArray() && i < depends.size(); i++) {
        String name = depends.get(i).asText();
        if (depends.get(i).isTextual() && !names.contains(name)) {
          findings.add(
              field.item(i),
              ProblemCode.NOT_ALLOWED,
              "there is no service "
                  + Wording.quote(name)
                  + "; there are "
                  + String.join(", ", names)
                  + (findings.isFull() ? "" : Wording.hint(name, names)));
        }
      }
    }
    Set<String> told = new HashSet<>();
    for (String name : names) {
      List<String> cycle = cycle(services, name, new ArrayList<>());
      if (!cycle.isEmpty() && told.addAll(cycle)) {
        findings.add(
            path.field(name).field("depends"),
            ProblemCode.CONFLICT,
            "the services wait for each other: "
                + String.join(" -> ", cycle)
                + " -> "
                + name
                + "; leave one of these out");
      }
    }
  }

  /** The way from a service back to itself; empty when there is none. */
  private static List<String> cycle(JsonNode services, String from, List<String> way) {
    return walk(services, from, from, way, new HashSet<>()) ? way : List.of();
  }

  private static boolean walk(
      JsonNode services, String at, String back, List<String> way, Set<String> seen) {
    way.add(at);
    for (JsonNode next : services.path(at).path("depends")) {
      String name = next.asText();
      if (name.equals(back) || (seen.add(name) && walk(services, name, back, way, seen))) {
        return true;
      }
    }
    way.remove(way.size() - 1);
    return false;
  }
}
