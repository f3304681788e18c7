package dev.heddle.appmaster.master;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.appmaster.protocol.ActivityReport;
import dev.heddle.appmaster.protocol.AgentPlace;
import dev.heddle.appmaster.protocol.AgentStatus;
import dev.heddle.appmaster.protocol.ContainerReport;
import dev.heddle.appmaster.protocol.Phase;
import dev.heddle.appmaster.protocol.ProcessStatus;
import dev.heddle.appmaster.protocol.ServiceAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is known of the use of containers from what their agents told. */
class ActivityNewsTest {

  private long now;
  private final ActivityNews news = new ActivityNews(() -> now);

  @Test
  void whatWasToldAgesUntilItIsToldAgain() {
    news.heard(report(0, Optional.of(idle(Duration.ofMinutes(10)))));
    now += 45_000;

    ActivityReport known = news.together(List.of("web_0")).orElseThrow();

    assertThat(known.quiet()).isEqualTo(Duration.ofMinutes(10).plusSeconds(45));
    assertThat(known.lastLook()).contains(Duration.ofSeconds(46));
    assertThat(known.looksInARow()).isEqualTo(9);
    news.heard(report(0, Optional.of(idle(Duration.ofMinutes(11)))));
    assertThat(news.together(List.of("web_0")).orElseThrow().lastLook())
        .contains(Duration.ofSeconds(1));
  }

  @Test
  void oneThatIsBusyMakesAllOfThemBusy() {
    news.heard(report(0, Optional.of(idle(Duration.ofHours(3)))));
    news.heard(report(1, Optional.of(busy())));

    ActivityReport together = news.together(List.of("web_0", "web_1")).orElseThrow();

    assertThat(together.busy()).contains(Duration.ofMinutes(2));
    assertThat(together.busyWith()).isEqualTo("a kernel is busy");
    assertThat(together.quiet()).isZero();
    assertThat(together.kernels()).isEqualTo(2);
    assertThat(news.together(List.of("web_0")).orElseThrow().busy())
        .as("the busy one is gone")
        .isEmpty();
  }

  @Test
  void oneThatHasToldNothingLeavesAllUnknown() {
    news.heard(report(0, Optional.of(idle(Duration.ofHours(3)))));
    news.heard(report(1, Optional.empty()));

    assertThat(news.together(List.of("web_0", "web_1")).orElseThrow().trouble())
        .isEqualTo("web_1 has not told yet whether it is used");
    ActivityReport without = news.together(List.of("web_0", "web_2")).orElseThrow();
    assertThat(without.trouble()).contains("web_2");
    assertThat(without.lastLook()).isEmpty();
    assertThat(news.together(List.of())).isEmpty();
  }

  private static ContainerReport report(int instance, Optional<ActivityReport> activity) {
    AgentStatus status =
        new AgentStatus(
            Phase.READY,
            new AgentPlace("application_1_0007", 1, "container_1", 0),
            new ServiceAddress("node7", 20017, "/", "http"),
            new ProcessStatus(
                1, 0, Optional.empty(), Instant.EPOCH, Optional.empty(), Optional.empty()),
            Optional.empty(),
            "");
    return new ContainerReport(
        "web",
        instance,
        1,
        activity.map(status::withActivity).orElse(status),
        Optional.empty(),
        Optional.empty());
  }

  private static ActivityReport idle(Duration quiet) {
    return activity(quiet, Optional.empty(), "");
  }

  private static ActivityReport busy() {
    return activity(Duration.ZERO, Optional.of(Duration.ofMinutes(2)), "a kernel is busy");
  }

  private static ActivityReport activity(Duration quiet, Optional<Duration> busy, String busyWith) {
    return new ActivityReport(
        Duration.ofSeconds(30),
        Duration.ofHours(5),
        9,
        Optional.of(Duration.ofSeconds(1)),
        "",
        quiet,
        "a kernel's activity",
        busy,
        busyWith,
        1,
        busy.isPresent() ? 1 : 0,
        0,
        0,
        3);
  }
}
