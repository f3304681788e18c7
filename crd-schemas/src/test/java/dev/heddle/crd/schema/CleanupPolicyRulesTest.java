package dev.heddle.crd.schema;

import static dev.heddle.crd.schema.Trees.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.crd.json.Json;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.policy.CleanupPolicySpec;
import dev.heddle.crd.policy.CleanupRule;
import dev.heddle.crd.problem.Problem;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of policies that would do more than anybody meant, or never anything. */
class CleanupPolicyRulesTest {

  private static final String HEAD =
      """
      apiVersion: heddle.dev/v1
      kind: CleanupPolicy
      metadata: {name: tidy}
      spec:
      """;

  private static List<Problem> of(String fields) {
    return SchemaValidator.validate(Kinds.CLEANUP_POLICY, yaml(HEAD + fields.indent(2)));
  }

  private static String told(String fields) {
    List<Problem> problems = of(fields);
    assertThat(problems).as(fields).hasSize(1);
    return problems.get(0).fieldPath().replace("spec.", "") + " " + problems.get(0).message();
  }

  private static CleanupPolicySpec read(String fields) {
    return Json.fromTree(
            Kinds.CLEANUP_POLICY,
            Defaults.apply(Kinds.CLEANUP_POLICY, yaml(HEAD + fields.indent(2))))
        .spec();
  }

  @Test
  void whatIsLeftOutHarmsNobody() {
    CleanupPolicySpec spec = read("rules: [{name: over, finished: {after: 3d}}]");

    assertThat(spec.mode()).isEqualTo(CleanupPolicySpec.Mode.OBSERVE);
    assertThat(spec.guard()).isEqualTo(CleanupPolicySpec.Guard.ofDefault());
    assertThat(spec.limits()).isEmpty();
    CleanupRule.Finished finished = spec.rules().get(0).finished().orElseThrow();
    assertThat(finished.workspace()).isEqualTo(CleanupRule.Files.KEEP);
    assertThat(finished.phases()).containsExactly(CleanupRule.Phase.values());
    assertThat(read("rules: [{name: o, orphans: {}}]").rules().get(0).orphans())
        .contains(new CleanupRule.Orphans(Duration.ofHours(1)));
    assertThat(read("rules: [{name: o, orphans: {}}]\nlimits: {}").limits())
        .contains(CleanupPolicySpec.Limits.ofDefault());
  }

  @Test
  void everythingMayBeEnforcedWithinLimits() {
    assertThat(of("mode: Enforce\nlimits: {}\nrules: [{name: o, orphans: {}}]")).isEmpty();
    assertThat(of("mode: Enforce\nselector: {queues: [a]}\nrules: [{name: o, orphans: {}}]"))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "mode: Enforce\\nrules: [{name: a, finished: {after: 1d}}]"
            + "|limits the selector matches everything and the mode is Enforce; allowed is that with"
            + " limits, such as limits: {actionsPerHour: 20}, or with a selector that says less",
        "mode: Enforce\\nselector: {namespaces: [], labels: {}}\\nrules: [{name: a, maxAge: {after:"
            + " 1d}}]"
            + "|limits the selector matches everything and the mode is Enforce; allowed is that with"
            + " limits, such as limits: {actionsPerHour: 20}, or with a selector that says less",
        "rules: []"
            + "|rules there is no rule; needed is at least one, such as {name: old, maxAge: {after:"
            + " 7d}}",
        "rules: [{name: a}]"
            + "|rules[0] the rule says nothing; needed is exactly one of idle, maxAge, finished,"
            + " failing, orphans, remains",
        "rules: [{name: a, maxAge: {after: 1d}, failing: {after: 1d}}]"
            + "|rules[0].failing found both maxAge and failing; allowed is exactly one a rule",
        "rules: [{name: a, maxAge: {after: 1d}}, {name: a, failing: {after: 1d}}]"
            + "|rules[1].name found \"a\" twice; each rule has a name of its own",
        "rules: [{name: a, maxAge: {after: 1d}}, {name: b, maxAge: {after: 2d}}]"
            + "|rules[1].maxAge rule \"a\" speaks of the same already: the age of a run; allowed is"
            + " one rule for each",
        "rules: [{name: a, finished: {after: 1d}}, {name: b, finished: {after: 2d, phases:"
            + " [Failed]}}]"
            + "|rules[1].finished rule \"a\" speaks of the same already: what has ended as Failed;"
            + " allowed is one rule for each",
        "rules: [{name: a, maxAge: {after: 4h}}, {name: b, idle: {idleAfter: 4h}}]"
            + "|rules[1].idle.idleAfter what may be idle for 4h has reached the age of 4h before;"
            + " maxAge.after must be more than idle.idleAfter",
        "rules: [{name: a, maxAge: {after: 0s}}]"
            + "|rules[0].maxAge.after found \"0s\"; allowed is 1s or more",
        "rules: [{name: a, finished: {after: -1d}}]"
            + "|rules[0].finished.after '-1d' is not a duration; write for example 90s, 15m, 2h,"
            + " 1h30m or 1d",
        "rules: [{name: a, orphans: {after: 5s}}]"
            + "|rules[0].orphans.after found \"5s\"; allowed is 1m or more",
        "selector: {labels: {a: b}}\\nrules: [{name: a, orphans: {}}]"
            + "|selector.labels the rule \"a\" is about applications whose resource is gone, of which"
            + " only owners and queues are known; give orphans a policy of their own",
        "rules: [{name: a, remains: {of: [Logs, StagingDirectories], after: 59m}}]"
            + "|rules[0].remains.after found \"59m\"; allowed is 1h or more",
        "rules: [{name: a, remains: {of: [], after: 1d}}]"
            + "|rules[0].remains.of nothing is meant; needed is at least one of StagingDirectories,"
            + " AgentPackages, Logs",
        "rules: [{name: a, remains: {of: [Logs], after: 1d}}, {name: b, remains: {of:"
            + " [AgentPackages, Logs], after: 9d}}]"
            + "|rules[1].remains rule \"a\" speaks of the same already: Logs that are left; allowed"
            + " is one rule for each",
        "selector: {queues: [a]}\\nrules: [{name: a, remains: {of: [Logs], after: 1d}}]"
            + "|selector.queues the rule \"a\" is about what launches have left, of which only owners"
            + " are known; give it a policy of its own",
        "selector: {owners: [a]}\\nrules: [{name: a, remains: {of: [AgentPackages], after: 1d}}]"
            + "|selector.owners the rule \"a\" is about what launches have left, of which packages"
            + " belong to nobody; give it a policy of its own",
        "rules: [{name: a, remains: {of: [Certificates], after: 1d}}]"
            + "|rules[0].remains.of[0] found \"Certificates\"; allowed are StagingDirectories,"
            + " AgentPackages, Logs",
        "rules: [{name: a, finished: {after: 1d, workspace: Delete}}]"
            + "|rules[0].finished.workspace found Delete with a selector that matches everything,"
            + " which would delete everybody's files; say under selector whose",
        "mode: enforce\\nrules: [{name: a, orphans: {}}]"
            + "|mode found \"enforce\"; allowed are Observe, Enforce; did you mean \"Enforce\"?",
        "guard: {maxActionPercent: 200}\\nrules: [{name: a, orphans: {}}]"
            + "|guard.maxActionPercent found 200; allowed are numbers from 0 to 100",
        "limits: {actionsPerHour: 0}\\nrules: [{name: a, orphans: {}}]"
            + "|limits.actionsPerHour found 0; allowed are numbers from 1",
      })
  void whatCannotBeMeantIsToldWithItsPlace(String fields, String message) {
    assertThat(told(fields.replace("\\n", "\n"))).isEqualTo(message);
  }
}
