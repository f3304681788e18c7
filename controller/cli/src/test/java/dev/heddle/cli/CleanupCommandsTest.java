package dev.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.cli.Operator.Result;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CleanupCommandsTest {

  @TempDir Path directory;
  private Operator operator;

  @BeforeEach
  void start() {
    operator = new Operator(directory);
  }

  @AfterEach
  void stop() {
    operator.close();
  }

  @Test
  void thePlanSaysWhatGoesWhenByWhichRuleAndWhy() {
    Result plan = operator.run("cleanup", "plan");

    assertThat(plan.code()).isZero();
    assertThat(plan.out().replaceAll(" +", " "))
        .isEqualTo(
            """
            WHEN ACTION WHAT POLICY RULE DOES WHY
            now Delete notebook/team-a/churn tidy over no it is stopped since 2026-11-20T00:00:00Z, \
            and may for 3d; but somebody asked to keep it until 2026-11-24T00:00:00Z
            2026-11-23T03:00:00Z Stop notebook/team-a/churn old age yes it has run since \
            2026-11-16T03:00:00Z, and may for 7d
            policy tidy: Observe, about 4 resources, 1 due, waits for approval as abc
            policy old: Enforce, about 4 resources, 0 due
            """);
  }

  @Test
  void itIsForProgramsTooAndOfOnePolicy() {
    assertThat(operator.run("cleanup", "plan", "--policy", "old", "-o", "yaml").out())
        .contains("kind: CleanupPlan", "policy: old", "at: '2026-11-23T03:00:00Z'")
        .doesNotContain("tidy");
    Result unknown = operator.run("cleanup", "plan", "--policy", "odd", "-o", "json");
    assertThat(unknown.code()).isEqualTo(1);
    assertThat(unknown.err()).contains("there is no CleanupPolicy 'odd'");
  }
}
