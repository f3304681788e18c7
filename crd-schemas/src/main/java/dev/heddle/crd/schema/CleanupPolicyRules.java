package dev.heddle.crd.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.crd.problem.FieldPath;
import dev.heddle.crd.problem.ProblemCode;
import dev.heddle.crd.problem.Wording;
import dev.heddle.crd.quantity.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a policy must not say, since it would do more than anybody meant, or never anything. */
final class CleanupPolicyRules {

  private static final List<String> SORTS =
      List.of("idle", "maxAge", "finished", "failing", "orphans", "remains");
  private static final List<String> NARROWING =
      List.of("kinds", "namespaces", "labels", "classes", "owners", "queues");
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration SHORTEST_OF_ORPHANS = Duration.ofMinutes(1);
  private static final Duration SHORTEST_OF_LOGS = Duration.ofHours(1);
  private static final List<String> ENDS = List.of("Stopped", "Succeeded", "Failed");

  private final FieldPath spec;
  private final JsonNode selector;
  private final JsonNode rules;
  private final Findings findings;
  private final Map<String, String> names = new HashMap<>();
  private final Map<String, String> speakers = new HashMap<>();
  private final Map<String, Duration> times = new HashMap<>();

  private CleanupPolicyRules(FieldPath path, JsonNode spec, Findings findings) {
    this.spec = path;
    this.selector = spec.path("selector");
    this.rules = spec.path("rules");
    this.findings = findings;
  }

  static void check(FieldPath path, JsonNode spec, Findings findings) {
    if (!spec.isObject()) {
      return;
    }
    CleanupPolicyRules policy = new CleanupPolicyRules(path, spec, findings);
    policy.rules();
    policy.selectorOfOrphans();
    policy.selectorOfRemains();
    boolean everything = policy.matchesEverything();
    if (everything
        && spec.path("mode").asText().equals("Enforce")
        && !spec.path("limits").isObject()) {
      findings.add(
          path.field("limits"),
          ProblemCode.MISSING_FIELD,
          "the selector matches everything and the mode is Enforce; allowed is that with limits,"
              + " such as limits: {actionsPerHour: 20}, or with a selector that says less");
    }
    if (everything) {
      policy.workspaces();
    }
  }

  private boolean matchesEverything() {
    return NARROWING.stream().allMatch(field -> selector.path(field).isEmpty());
  }

  private void rules() {
    if (rules.isArray() && rules.isEmpty()) {
      findings.add(
          spec.field("rules"),
          ProblemCode.MISSING_FIELD,
          "there is no rule; needed is at least one, such as {name: old, maxAge: {after: 7d}}");
    }
    for (int i = 0; rules.isArray() && i < rules.size(); i++) {
      rule(spec.field("rules").item(i), rules.get(i));
    }
  }

  private void rule(FieldPath path, JsonNode rule) {
    String name = rule.path("name").asText();
    String other = names.putIfAbsent(name, name);
    if (other != null && rule.hasNonNull("name")) {
      findings.add(
          path.field("name"),
          ProblemCode.CONFLICT,
          "found " + Wording.quote(name) + " twice; each rule has a name of its own");
    }
    List<String> sorts = new ArrayList<>();
    for (String sort : SORTS) {
      if (rule.hasNonNull(sort)) {
        sorts.add(sort);
      }
    }
    if (rule.isObject() && sorts.isEmpty()) {
      findings.add(
          path,
          ProblemCode.MISSING_FIELD,
          "the rule says nothing; needed is exactly one of " + String.join(", ", SORTS));
    }
    for (int i = 1; i < sorts.size(); i++) {
      findings.add(
          path.field(sorts.get(i)),
          ProblemCode.CONFLICT,
          "found both "
              + sorts.get(0)
              + " and "
              + sorts.get(i)
              + "; allowed is exactly one a rule");
    }
    for (String sort : sorts) {
      sort(path.field(sort), sort, rule.path(sort), name);
    }
  }

  private void sort(FieldPath path, String sort, JsonNode node, String name) {
    String field = sort.equals("idle") ? "idleAfter" : "after";
    Optional<Duration> after = duration(node, field);
    Duration shortest = shortest(sort, node);
    if (after.isPresent() && after.get().compareTo(shortest) < 0) {
      findings.add(
          path.field(field),
          ProblemCode.OUT_OF_RANGE,
          "found "
              + Wording.quote(node.path(field).asText())
              + "; allowed is "
              + Durations.format(shortest)
              + " or more");
    }
    if (sort.equals("remains") && node.path("of").isArray() && node.path("of").isEmpty()) {
      findings.add(
          path.field("of"),
          ProblemCode.MISSING_FIELD,
          "nothing is meant; needed is at least one of StagingDirectories, AgentPackages, Logs");
    }
    for (String situation : situations(sort, node)) {
      String earlier = speakers.putIfAbsent(situation, name);
      if (earlier != null) {
        findings.add(
            path,
            ProblemCode.CONFLICT,
            "rule "
                + Wording.quote(earlier)
                + " speaks of the same already: "
                + situation
                + "; allowed is one rule for each");
      }
    }
    after.ifPresent(time -> times.putIfAbsent(sort, time));
    Optional<Duration> idle = Optional.ofNullable(times.get("idle"));
    Optional<Duration> age = Optional.ofNullable(times.get("maxAge"));
    if ((sort.equals("idle") || sort.equals("maxAge"))
        && idle.isPresent()
        && age.isPresent()
        && idle.get().compareTo(age.get()) >= 0) {
      findings.add(
          path.field(field),
          ProblemCode.CONFLICT,
          "what may be idle for "
              + Durations.format(idle.get())
              + " has reached the age of "
              + Durations.format(age.get())
              + " before; maxAge.after must be more than idle.idleAfter");
    }
  }

  /** Logs are collected for some time after an end. */
  private static Duration shortest(String sort, JsonNode node) {
    if (sort.equals("remains")) {
      return remains(node).contains("Logs") ? SHORTEST_OF_LOGS : SHORTEST;
    }
    return sort.equals("orphans") ? SHORTEST_OF_ORPHANS : SHORTEST;
  }

  private static List<String> remains(JsonNode node) {
    List<String> all = new ArrayList<>();
    node.path("of").forEach(each -> all.add(each.asText()));
    return all;
  }

  /** What a rule speaks of, in words. */
  private static Set<String> situations(String sort, JsonNode node) {
    Set<String> all = new LinkedHashSet<>();
    switch (sort) {
      case "idle" -> all.add("notebooks that nobody uses");
      case "maxAge" -> all.add("the age of a run");
      case "failing" -> all.add("what fails");
      case "orphans" -> all.add("applications without a resource");
      case "remains" -> remains(node).forEach(each -> all.add(each + " that are left"));
      default -> {
        if (node.path("phases").isEmpty()) {
          ENDS.forEach(end -> all.add("what has ended as " + end));
        } else {
          node.path("phases").forEach(end -> all.add("what has ended as " + end.asText()));
        }
      }
    }
    return all;
  }

  /** Their resource is gone, and with it what these fields would be compared with. */
  private void selectorOfOrphans() {
    for (int i = 0; rules.isArray() && i < rules.size(); i++) {
      if (!rules.get(i).hasNonNull("orphans")) {
        continue;
      }
      for (String field : List.of("kinds", "namespaces", "labels", "classes")) {
        if (!selector.path(field).isEmpty()) {
          findings.add(
              spec.field("selector").field(field),
              ProblemCode.CONFLICT,
              "the rule "
                  + Wording.quote(rules.get(i).path("name").asText())
                  + " is about applications whose resource is gone, of which only owners and queues"
                  + " are known; give orphans a policy of their own");
        }
      }
    }
  }

  /** Of a staging directory or logs only the user is known, of a package nothing. */
  private void selectorOfRemains() {
    for (int i = 0; rules.isArray() && i < rules.size(); i++) {
      JsonNode remains = rules.get(i).path("remains");
      if (!remains.isObject()) {
        continue;
      }
      boolean packages = remains(remains).contains("AgentPackages");
      for (String field : NARROWING) {
        if (!selector.path(field).isEmpty() && (packages || !field.equals("owners"))) {
          findings.add(
              spec.field("selector").field(field),
              ProblemCode.CONFLICT,
              "the rule "
                  + Wording.quote(rules.get(i).path("name").asText())
                  + " is about what launches have left, of which "
                  + (packages ? "packages belong to nobody" : "only owners are known")
                  + "; give it a policy of its own");
        }
      }
    }
  }

  private void workspaces() {
    for (int i = 0; rules.isArray() && i < rules.size(); i++) {
      if (rules.get(i).path("finished").path("workspace").asText().equals("Delete")) {
        findings.add(
            spec.field("rules").item(i).field("finished").field("workspace"),
            ProblemCode.CONFLICT,
            "found Delete with a selector that matches everything, which would delete everybody's"
                + " files; say under selector whose");
      }
    }
  }

  /** Empty when it is not there, or the schema has something to say about it. */
  private static Optional<Duration> duration(JsonNode node, String name) {
    if (!node.path(name).isTextual()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Durations.parse(node.path(name).asText()));
    } catch (IllegalArgumentException alreadyToldByTheSchema) {
      return Optional.empty();
    }
  }
}
