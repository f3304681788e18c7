package dev.heddle.crd.schema;

import static dev.heddle.crd.schema.Trees.NOTEBOOK;
import static dev.heddle.crd.schema.Trees.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.crd.json.Json;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.notebook.Notebook;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleRulesTest {

  private static final String EXAMPLE =
      "start: \"0 8 * * MON-FRI\", stop: \"0 20 * * *\", timeZone: Europe/Berlin";

  @Test
  void theExampleIsRightAndHasItsDefaults() {
    Admission admission = admit(EXAMPLE + ", holidays: [2026-12-25, '2027-01-01']");

    assertThat(admission.problems()).isEmpty();
    Notebook notebook = Json.fromTree(Kinds.NOTEBOOK, admission.object());
    assertThat(notebook.spec().schedule().orElseThrow().holidays())
        .containsExactly(LocalDate.of(2026, 12, 25), LocalDate.of(2027, 1, 1));
    assertThat(notebook.spec().schedule().orElseThrow().holdFor()).isEqualTo(Duration.ofHours(2));
    assertThat(notebook.spec().schedule().orElseThrow().maxWait()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "start: \"0 25 * * *\", stop: \"0 20 * * *\", timeZone: UTC | spec.schedule.start: found \"0 25 * * *\" with \"25\" as its hour",
        "start: \"0 8 * * *\", stop: \"0 20 * *\", timeZone: UTC | spec.schedule.stop: found \"0 20 * *\", which has 4 fields",
        "start: \"0 8 30 2 *\", stop: \"0 20 * * *\", timeZone: UTC | so that it never comes",
        "start: \"0 8 * * *\", stop: \"0 8 * * 0-6\", timeZone: UTC | spec.schedule.stop: found \"0 8 * * 0-6\", the same minutes as start",
        "start: \"0 8 * * *\", stop: \"0 20 * * *\", timeZone: Berlin | spec.schedule.timeZone: found \"Berlin\", which is no time zone",
        "start: \"0 8 * * *\", timeZone: UTC | spec.schedule.stop: the field stop is missing",
        "stop: \"0 8 * * *\", timeZone: UTC | spec.schedule.start: the field start is missing",
        "start: \"0 8 * * *\", stop: \"0 20 * * *\" | spec.schedule.timeZone: the field timeZone is missing",
        "start: 8, stop: \"0 20 * * *\", timeZone: UTC | spec.schedule.start: found the number 8",
        "%s, holidays: [2026-02-30] | spec.schedule.holidays[0]: found \"2026-02-30\"; allowed is a day of the calendar",
        "%s, holidays: [25.12.2026] | spec.schedule.holidays[0]: found \"25.12.2026\"",
        "%s, maxWait: -1h | spec.schedule.maxWait: '-1h' is not a duration",
        "%s, holdFor: -2h | spec.schedule.holdFor: '-2h' is not a duration",
        "%s, holdFor: 0s | spec.schedule.holdFor: found \"0s\"; allowed is 1m or more",
        "%s, whenBusy: leave | spec.schedule.whenBusy: unknown field",
      })
  void aMistakeIsToldWithItsPlaceAndCause(String schedule, String told) {
    List<String> problems =
        admit(schedule.replace("%s", EXAMPLE)).problems().stream().map(Object::toString).toList();

    assertThat(problems).hasSize(1);
    assertThat(problems.get(0)).contains(told);
  }

  private static Admission admit(String schedule) {
    return Admission.of(Kinds.NOTEBOOK, yaml(NOTEBOOK + "spec: {schedule: {" + schedule + "}}\n"));
  }
}
