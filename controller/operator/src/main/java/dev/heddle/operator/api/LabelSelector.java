package dev.heddle.operator.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Kubernetes' label selectors: equality ({@code a=b}) and sets ({@code a in (b, c)}). */
record LabelSelector(List<Requirement> requirements) {

  private static final String KEY = "((?:[A-Za-z0-9.-]+/)?[A-Za-z0-9](?:[A-Za-z0-9_.-]*))";
  private static final String VALUE = "([A-Za-z0-9_.-]*)";
  private static final Pattern EQUALITY = Pattern.compile(KEY + "\\s*(==|=|!=)\\s*" + VALUE);
  private static final Pattern SET =
      Pattern.compile(KEY + "\\s+(in|notin)\\s*\\(([A-Za-z0-9_.,\\s-]*)\\)");
  private static final Pattern PRESENCE = Pattern.compile("(!?)\\s*" + KEY);
  private static final Pattern COMMA_OUTSIDE_PARENTHESES = Pattern.compile(",(?![^(]*\\))");

  LabelSelector {
    requirements = List.copyOf(requirements);
  }

  /** What one label must be. */
  record Requirement(String key, Operator operator, Set<String> values) {

    boolean matches(JsonNode labels) {
      Optional<String> value = Optional.ofNullable(labels.get(key)).map(JsonNode::asText);
      return switch (operator) {
        case IN -> value.map(values::contains).orElse(false);
        // As in Kubernetes, an object without the label is not among the values.
        case NOT_IN -> value.map(v -> !values.contains(v)).orElse(true);
        case EXISTS -> value.isPresent();
        case MISSING -> value.isEmpty();
      };
    }
  }

  /** How. */
  enum Operator {
    IN,
    NOT_IN,
    EXISTS,
    MISSING
  }

  static LabelSelector everything() {
    return new LabelSelector(List.of());
  }

  static LabelSelector parse(String text) {
    if (text.isBlank()) {
      return everything();
    }
    List<Requirement> requirements = new ArrayList<>();
    for (String term : COMMA_OUTSIDE_PARENTHESES.split(text, -1)) {
      requirements.add(parseTerm(term.strip()));
    }
    return new LabelSelector(requirements);
  }

  private static Requirement parseTerm(String term) {
    Matcher set = SET.matcher(term);
    if (set.matches()) {
      Set<String> values =
          Arrays.stream(set.group(3).split(","))
              .map(String::strip)
              .collect(Collectors.toUnmodifiableSet());
      return new Requirement(
          set.group(1), set.group(2).equals("in") ? Operator.IN : Operator.NOT_IN, values);
    }
    Matcher equality = EQUALITY.matcher(term);
    if (equality.matches()) {
      return new Requirement(
          equality.group(1),
          equality.group(2).equals("!=") ? Operator.NOT_IN : Operator.IN,
          Set.of(equality.group(3)));
    }
    Matcher presence = PRESENCE.matcher(term);
    if (presence.matches()) {
      return new Requirement(
          presence.group(2),
          presence.group(1).isEmpty() ? Operator.EXISTS : Operator.MISSING,
          Set.of());
    }
    throw ApiException.badRequest(
        "unable to parse the label selector requirement '"
            + term
            + "'; write for example a=b, a!=b, a in (b, c), a notin (b), a or !a");
  }

  boolean matches(JsonNode object) {
    JsonNode labels = object.path("metadata").path("labels");
    return requirements.stream().allMatch(r -> r.matches(labels));
  }

  boolean matchesEverything() {
    return requirements.isEmpty();
  }
}
