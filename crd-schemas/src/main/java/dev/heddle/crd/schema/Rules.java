package dev.heddle.crd.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.crd.problem.FieldPath;
import dev.heddle.crd.problem.ProblemCode;
import dev.heddle.crd.problem.Wording;
import dev.heddle.crd.quantity.Durations;
import dev.heddle.crd.rbac.Subject;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What a schema cannot say: rules between fields, and the forms of keys. Each also looks at trees
 * that break the schema, so that all mistakes are told at once.
 */
final class Rules {

  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Pattern VARIABLE = Pattern.compile("(?!HEDDLE_)[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern FILE_NAME = Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9._+-]{1,255}");
  private static final Pattern SERVICE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
  private static final Pattern DATA_KEY = Pattern.compile("[-._a-zA-Z0-9]{1,253}");
  private static final Pattern ARGUMENT_NAME =
      Pattern.compile("--(?:[A-Za-z]+\\.)?([A-Za-z_-]+)(?:=.*)?", Pattern.DOTALL);
  private static final Set<String> OWN_ARGUMENTS =
      Set.of("ip", "port", "port_retries", "base_url", "token", "password", "custom_display_url");

  private Rules() {}

  static void check(ResourceType<?> type, JsonNode object, Findings findings) {
    JsonNode spec = object.path("spec");
    if (type.equals(Kinds.NOTEBOOK) || type.equals(Kinds.APPLICATION)) {
      atLeastASecond("maxLifetime", spec.path("maxLifetime"), findings);
      ScheduleRules.check(SPEC.field("schedule"), spec.path("schedule"), findings);
    }
    if (type.equals(Kinds.NOTEBOOK)) {
      notebook(spec, findings);
    } else if (type.equals(Kinds.APPLICATION)) {
      application(spec, findings);
    } else if (type.equals(Kinds.SOURCE)) {
      atLeastASecond("interval", spec.path("interval"), findings);
    } else if (type.equals(Kinds.NOTEBOOK_CLASS)) {
      NotebookClassRules.check(SPEC, spec, findings);
    } else if (type.equals(Kinds.QUOTA)) {
      if (spec.path("hard").isObject() && spec.path("hard").isEmpty()) {
        findings.add(
            SPEC.field("hard"),
            ProblemCode.MISSING_FIELD,
            "nothing is limited; allowed is at least one of notebooks, memory, vcores and gpus");
      }
    } else if (type.equals(Kinds.CLEANUP_POLICY)) {
      CleanupPolicyRules.check(SPEC, spec, findings);
    } else if (type.equals(Kinds.SECRET)) {
      dataKeys("data", object, findings);
      dataKeys("stringData", object, findings);
    } else if (type.equals(Kinds.CONFIG_MAP)) {
      dataKeys("data", object, findings);
      dataKeys("binaryData", object, findings);
    } else if (type.group().equals(Subject.RBAC)) {
      RbacRules.check(type, object, findings);
    }
  }

  private static void notebook(JsonNode spec, Findings findings) {
    JsonNode environment = spec.path("environment");
    if (environment.hasNonNull("archive") && environment.hasNonNull("python")) {
      findings.add(
          SPEC.field("environment"),
          ProblemCode.CONFLICT,
          "found both archive and python; allowed is at most one of them");
    }
    env(SPEC, spec, findings);
    files(SPEC, spec, findings);
    RuntimeRules.check(SPEC.field("runtime"), spec.path("runtime"), findings);
    SupervisionRules.backoff(SPEC, spec, findings);
    if (environment.hasNonNull("archive") && spec.path("files").has("environment")) {
      findings.add(
          SPEC.field("files").field("environment"),
          ProblemCode.CONFLICT,
          "the name environment is taken by the directory of environment.archive; choose another");
    }
    if (spec.path("env").has("JUPYTER_TOKEN")) {
      findings.add(
          SPEC.field("env").field("JUPYTER_TOKEN"),
          ProblemCode.CONFLICT,
          "Heddle makes the token itself and keeps it out of the resource; leave it out");
    }
    JsonNode arguments = spec.path("arguments");
    for (int i = 0; arguments.isArray() && i < arguments.size(); i++) {
      argument(SPEC.field("arguments").item(i), arguments.get(i).asText(), findings);
    }
  }

  /** Jupyter takes the last of two equal settings, so one of these would undo Heddle's own. */
  private static void argument(FieldPath path, String argument, Findings findings) {
    Matcher name = ARGUMENT_NAME.matcher(argument);
    if (name.matches()
        && OWN_ARGUMENTS.contains(name.group(1).toLowerCase(Locale.ROOT).replace('-', '_'))) {
      findings.add(
          path,
          ProblemCode.CONFLICT,
          "Heddle sets " + name.group(1) + " of the server itself; leave this argument out");
    }
  }

  private static void application(JsonNode spec, Findings findings) {
    JsonNode services = spec.path("services");
    boolean script = spec.path("master").hasNonNull("script");
    if (services.isEmpty() && !script) {
      findings.add(
          SPEC.field("services"),
          ProblemCode.MISSING_FIELD,
          "nothing is to be run; allowed is at least one service under services, or a script under master");
    }
    Dependencies.check(SPEC.field("services"), services, findings);
    workspaces(services, findings);
    PlacementRules.check(SPEC, spec, findings);
    spec.path("logs")
        .properties()
        .forEach(
            entry ->
                expression(
                    SPEC.field("logs").field(entry.getKey()), entry.getValue().asText(), findings));
    FieldPath master = SPEC.field("master");
    if (spec.path("logs").hasNonNull("rolledExclude")
        && !spec.path("logs").hasNonNull("rolledInclude")) {
      findings.add(
          SPEC.field("logs").field("rolledExclude"),
          ProblemCode.MISSING_FIELD,
          "nothing is collected while it runs without rolledInclude; add that, such as .*");
    }
    env(master, spec.path("master"), findings);
    files(master, spec.path("master"), findings);
    RuntimeRules.check(master.field("runtime"), spec.path("master").path("runtime"), findings);
    services
        .properties()
        .forEach(
            entry ->
                service(
                    SPEC.field("services").field(entry.getKey()),
                    entry.getKey(),
                    entry.getValue(),
                    findings));
    JsonNode tags = spec.path("tags");
    for (int i = 0; tags.isArray() && i < tags.size(); i++) {
      // YARN lower-cases tags, and Heddle knows its applications by theirs (I2).
      if (tags.get(i).asText().toLowerCase(Locale.ROOT).startsWith("heddle")) {
        findings.add(
            SPEC.field("tags").item(i),
            ProblemCode.CONFLICT,
            "found "
                + Wording.quote(tags.get(i).asText())
                + "; tags that begin with heddle are Heddle's own, choose another");
      }
    }
  }

  private static void service(FieldPath path, String name, JsonNode service, Findings findings) {
    if (!SERVICE_NAME.matcher(name).matches()) {
      findings.add(
          path,
          ProblemCode.BAD_FORMAT,
          Wording.quote(name)
              + " cannot name a service; allowed are at most 63 letters, digits, dots, hyphens and"
              + " underscores, beginning with a letter or digit");
    }
    if (!service.isObject()) {
      return;
    }
    boolean script = service.hasNonNull("script");
    boolean commands = !service.path("commands").isEmpty();
    if (script && commands) {
      findings.add(
          path.field("commands"),
          ProblemCode.CONFLICT,
          "found both script and commands; allowed is exactly one of them");
    } else if (!script && !commands) {
      findings.add(
          path.field("script"),
          ProblemCode.MISSING_FIELD,
          "nothing is to be run; allowed is either a script or a list of commands");
    }
    env(path, service, findings);
    files(path, service, findings);
    RuntimeRules.check(path.field("runtime"), service.path("runtime"), findings);
    SupervisionRules.check(path, service, findings);
  }

  private static void expression(FieldPath path, String text, Findings findings) {
    try {
      Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      findings.add(
          path,
          ProblemCode.BAD_FORMAT,
          "found "
              + Wording.quote(text)
              + ", which is no regular expression: "
              + e.getDescription()
              + "; allowed is one of Java's, such as .*\\.log");
    }
  }

  /** The files of a workspace have one writer. */
  private static void workspaces(JsonNode services, Findings findings) {
    Map<String, String> taken = new HashMap<>();
    for (Map.Entry<String, JsonNode> entry : services.properties()) {
      JsonNode service = entry.getValue();
      if (!service.hasNonNull("workspace")) {
        continue;
      }
      FieldPath path = SPEC.field("services").field(entry.getKey());
      if (service.path("instances").asInt(1) > 1) {
        findings.add(
            path.field("instances"),
            ProblemCode.CONFLICT,
            "found "
                + service.path("instances").asInt()
                + " with a workspace, whose files have one writer at a time; allowed are 0 and 1, or"
                + " several services with a workspace each");
      }
      String place = service.path("workspace").path("path").asText().replaceAll("/+$", "");
      String other = taken.putIfAbsent(place, entry.getKey());
      if (!place.isEmpty() && other != null) {
        findings.add(
            path.field("workspace").field("path"),
            ProblemCode.CONFLICT,
            "found "
                + Wording.quote(place)
                + ", the workspace of service "
                + other
                + " too; each writes to one of its own");
      }
    }
  }

  private static void env(FieldPath owner, JsonNode node, Findings findings) {
    keys(
        owner.field("env"),
        node.path("env"),
        VARIABLE,
        " cannot name a variable; allowed are letters, digits and underscores, not beginning with"
            + " a digit or with HEDDLE_",
        findings);
    RuntimeRules.variables(owner.field("env"), node.path("env"), findings);
  }

  private static void files(FieldPath owner, JsonNode node, Findings findings) {
    keys(
        owner.field("files"),
        node.path("files"),
        FILE_NAME,
        " cannot name a file here; allowed is a bare name, without directories, of letters,"
            + " digits, dots, hyphens, underscores and plus signs",
        findings);
  }

  private static void dataKeys(String field, JsonNode object, Findings findings) {
    keys(
        FieldPath.of(field),
        object.path(field),
        DATA_KEY,
        " cannot be a key; allowed are letters, digits, hyphens, underscores and dots",
        findings);
  }

  private static void keys(
      FieldPath path, JsonNode map, Pattern allowed, String message, Findings findings) {
    for (Map.Entry<String, JsonNode> entry : map.properties()) {
      if (!allowed.matcher(entry.getKey()).matches()) {
        findings.add(
            path.field(entry.getKey()),
            ProblemCode.BAD_FORMAT,
            Wording.quote(entry.getKey()) + message);
      }
    }
  }

  private static void atLeastASecond(String field, JsonNode found, Findings findings) {
    if (!found.isTextual()) {
      return;
    }
    Duration duration;
    try {
      duration = Durations.parse(found.asText());
    } catch (IllegalArgumentException alreadyToldByTheSchema) {
      return;
    }
    if (duration.compareTo(SHORTEST) < 0) {
      findings.add(
          SPEC.field(field),
          ProblemCode.OUT_OF_RANGE,
          "found " + Wording.quote(found.asText()) + "; allowed is 1s or more");
    }
  }
}
