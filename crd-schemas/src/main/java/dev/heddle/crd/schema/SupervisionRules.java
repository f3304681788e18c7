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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Rules about how a service is kept running: its probes, ports, hooks and pauses. */
final class SupervisionRules {

  private static final int MAX_PORT = 65_535;
  private static final Duration SHORTEST_PERIOD = Duration.ofMillis(100);
  private static final List<String> CHECKS = List.of("httpGet", "tcpSocket", "exec");
  private static final Map<String, String> USUAL =
      Map.of(
          "initialDelay", "0s",
          "period", "10s",
          "timeout", "1s",
          "failureThreshold", "3",
          "successThreshold", "1");
  private static final Pattern PORT_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,29}");
  private static final Pattern NUMBER = Pattern.compile("[0-9]+");

  private final Findings findings;
  private final FieldPath path;
  private final JsonNode service;

  private SupervisionRules(FieldPath path, JsonNode service, Findings findings) {
    this.path = path;
    this.service = service;
    this.findings = findings;
  }

  static void check(FieldPath path, JsonNode service, Findings findings) {
    SupervisionRules rules = new SupervisionRules(path, service, findings);
    rules.readiness(service.path("readiness"));
    rules.restarting("liveness");
    rules.restarting("startup");
    rules.ports(service.path("ports"));
    rules.hook("preStart");
    rules.hook("preStop");
    backoff(path, service, findings);
  }

  /** The longest pause is no shorter than the first. */
  static void backoff(FieldPath owner, JsonNode node, Findings findings) {
    JsonNode backoff = node.path("restartBackoff");
    Optional<Duration> initial = duration(backoff, "initial", "200ms");
    Optional<Duration> max = duration(backoff, "max", "30s");
    if (initial.isPresent() && max.isPresent() && initial.get().compareTo(max.get()) > 0) {
      findings.add(
          owner.field("restartBackoff").field("initial"),
          ProblemCode.CONFLICT,
          "found "
              + Durations.format(initial.get())
              + ", which is more than max, "
              + Durations.format(max.get()));
    }
  }

  private void readiness(JsonNode readiness) {
    if (!readiness.isObject()) {
      return;
    }
    FieldPath field = path.field("readiness");
    if (!readiness.hasNonNull("path")) {
      exactlyOne(field, readiness, "httpGet, tcpSocket, exec and path");
      if (readiness.hasNonNull("tokenEnv") && !readiness.path("tokenEnv").asText().isEmpty()) {
        findings.add(
            field.field("tokenEnv"),
            ProblemCode.CONFLICT,
            "it belongs to path; with httpGet, write it there");
      }
      probe(field, readiness);
      return;
    }
    for (String check : CHECKS) {
      if (readiness.hasNonNull(check)) {
        findings.add(
            field.field(check),
            ProblemCode.CONFLICT,
            "found both path and " + check + "; allowed is exactly one of them");
      }
    }
    USUAL.forEach(
        (name, usual) -> {
          if (readiness.hasNonNull(name) && !readiness.path(name).asText().equals(usual)) {
            findings.add(
                field.field(name),
                ProblemCode.CONFLICT,
                "it has no effect with path, the short form; write httpGet: {path: ...} instead");
          }
        });
  }

  /** A probe whose failure has the process started again. */
  private void restarting(String name) {
    JsonNode probe = service.path(name);
    if (!probe.isObject()) {
      return;
    }
    FieldPath field = path.field(name);
    exactlyOne(field, probe, "httpGet, tcpSocket and exec");
    probe(field, probe);
    JsonNode successes = probe.path("successThreshold");
    if (successes.isInt() && successes.asInt() != 1) {
      findings.add(
          field.field("successThreshold"),
          ProblemCode.NOT_SUPPORTED,
          "found " + successes.asInt() + "; allowed is 1, except under readiness");
    }
  }

  private void exactlyOne(FieldPath field, JsonNode probe, String allowed) {
    List<String> found = new ArrayList<>();
    for (String check : CHECKS) {
      if (probe.hasNonNull(check)) {
        found.add(check);
      }
    }
    if (found.isEmpty()) {
      findings.add(
          field,
          ProblemCode.MISSING_FIELD,
          "nothing says what is to be asked; needed is exactly one of " + allowed);
    }
    for (int i = 1; i < found.size(); i++) {
      findings.add(
          field.field(found.get(i)),
          ProblemCode.CONFLICT,
          "found both " + found.get(0) + " and " + found.get(i) + "; allowed is exactly one");
    }
  }

  private void probe(FieldPath field, JsonNode probe) {
    for (String check : List.of("httpGet", "tcpSocket")) {
      portReference(field.field(check).field("port"), probe.path(check).path("port"));
    }
    command(field.field("exec"), probe.path("exec"));
    for (String name : List.of("period", "timeout")) {
      duration(probe, name, USUAL.get(name))
          .filter(found -> found.compareTo(SHORTEST_PERIOD) < 0)
          .ifPresent(found -> tooShort(field.field(name), found));
    }
  }

  private void tooShort(FieldPath field, Duration found) {
    findings.add(
        field,
        ProblemCode.OUT_OF_RANGE,
        "found "
            + Durations.format(found)
            + "; allowed is "
            + Durations.format(SHORTEST_PERIOD)
            + " or more");
  }

  private void portReference(FieldPath field, JsonNode port) {
    if (port.isMissingNode() || port.isNull() || !(port.isTextual() || port.isIntegralNumber())) {
      return;
    }
    String text = port.asText();
    if (NUMBER.matcher(text).matches()) {
      if (!isPort(text)) {
        findings.add(
            field, ProblemCode.OUT_OF_RANGE, "found " + text + "; allowed is 1 to " + MAX_PORT);
      }
    } else if (!service.path("ports").has(text)) {
      Set<String> names = new LinkedHashSet<>();
      service.path("ports").fieldNames().forEachRemaining(names::add);
      findings.add(
          field,
          ProblemCode.NOT_ALLOWED,
          "there is no port "
              + Wording.quote(text)
              + (names.isEmpty()
                  ? "; the service declares no ports"
                  : "; there are "
                      + String.join(", ", names)
                      + (findings.isFull() ? "" : Wording.hint(text, names))));
    }
  }

  private void ports(JsonNode ports) {
    Map<String, String> variables = new HashMap<>();
    Map<Integer, String> numbers = new HashMap<>();
    for (Map.Entry<String, JsonNode> entry : ports.properties()) {
      String name = entry.getKey();
      FieldPath field = path.field("ports").field(name);
      String variable = name.toUpperCase(Locale.ROOT).replace('-', '_');
      if (!PORT_NAME.matcher(name).matches() || NUMBER.matcher(name).matches()) {
        findings.add(
            field,
            ProblemCode.BAD_FORMAT,
            Wording.quote(name)
                + " cannot name a port; allowed are at most 30 letters, digits, hyphens and"
                + " underscores, beginning with a letter or digit, and not digits alone");
      } else if (variable.equals("RANGE")) {
        findings.add(
            field, ProblemCode.CONFLICT, "HEDDLE_PORT_RANGE is Heddle's own; choose another name");
      }
      String other = variables.putIfAbsent(variable, name);
      if (other != null) {
        findings.add(
            field,
            ProblemCode.CONFLICT,
            "HEDDLE_PORT_" + variable + " would be both this port and " + Wording.quote(other));
      }
      port(field, name, entry.getValue(), numbers);
    }
  }

  private void port(FieldPath field, String name, JsonNode port, Map<Integer, String> numbers) {
    int number = port.path("port").asInt(0);
    String range = port.path("range").asText("");
    if (number != 0 && !range.isEmpty()) {
      findings.add(
          field.field("range"),
          ProblemCode.CONFLICT,
          "found both port and range; allowed is at most one of them");
    }
    if (number != 0) {
      String other = numbers.putIfAbsent(number, name);
      if (other != null) {
        findings.add(
            field.field("port"),
            ProblemCode.CONFLICT,
            "found " + number + ", which port " + Wording.quote(other) + " has already");
      }
    }
    int hyphen = range.indexOf('-');
    if (hyphen > 0 && range.matches("[0-9]{1,5}-[0-9]{1,5}")) {
      String first = range.substring(0, hyphen);
      String last = range.substring(hyphen + 1);
      if (!isPort(first) || !isPort(last) || Integer.parseInt(first) > Integer.parseInt(last)) {
        findings.add(
            field.field("range"),
            ProblemCode.OUT_OF_RANGE,
            "found "
                + Wording.quote(range)
                + "; allowed are two numbers from 1 to "
                + MAX_PORT
                + ", the smaller first");
      }
    }
  }

  private static boolean isPort(String digits) {
    return digits.length() <= 5
        && Integer.parseInt(digits) >= 1
        && Integer.parseInt(digits) <= MAX_PORT;
  }

  private void hook(String name) {
    JsonNode hook = service.path("hooks").path(name);
    FieldPath field = path.field("hooks").field(name);
    command(field, hook);
    duration(hook, "timeout", "30s")
        .filter(found -> found.compareTo(SHORTEST_PERIOD) < 0)
        .ifPresent(found -> tooShort(field.field("timeout"), found));
  }

  private void command(FieldPath owner, JsonNode node) {
    JsonNode command = node.path("command");
    if (node.isObject() && (node.path("command").isArray() || !node.hasNonNull("command"))) {
      if (command.isEmpty()) {
        findings.add(
            owner.field("command"),
            ProblemCode.MISSING_FIELD,
            "there is nothing to run; needed are a program and its arguments, such as"
                + " [bash, -c, \"...\"]");
      }
    }
  }

  /** Empty when the schema has something to say about it. */
  private static Optional<Duration> duration(JsonNode node, String name, String usual) {
    if (!node.isObject()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Durations.parse(node.path(name).asText(usual)));
    } catch (IllegalArgumentException alreadyToldByTheSchema) {
      return Optional.empty();
    }
  }
}
