package dev.heddle.appmaster.activity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.appmaster.activity.JupyterLook.Kernel;
import dev.heddle.appmaster.activity.JupyterLook.Terminal;
import dev.heddle.appmaster.protocol.ActivityReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** I5: what counts as work, and that nothing but what was seen does. */
class ActivityBookTest {
  private static final Duration INTERVAL = Duration.ofSeconds(30);
  private static final String BEFORE = "2026-03-01T08:00:00.000000Z";
  private static final String LATER = "2026-03-01T08:00:31.000000Z";

  private final ActivityBook book = new ActivityBook(INTERVAL, 1_000);
  private long now = 1_000;
  private long cpu;

  @Test
  void nothingIsKnownBeforeTheFirstLook() {
    ActivityReport report = report();
    assertThat(report.lastLook()).isEmpty();
    assertThat(report.looksInARow()).isZero();
    assertThat(report.quiet()).isZero();
  }

  @Test
  void aServerThatNobodyUsesIsQuietForAsLongAsItIsLookedAt() {
    looks(10, idle(BEFORE));
    assertThat(report().quiet())
        .isEqualTo(INTERVAL.multipliedBy(10))
        .isEqualTo(report().measured());
    assertThat(report().busy()).isEmpty();
    assertThat(report().looksInARow()).isEqualTo(10);
  }

  @Test
  void anActivityThatChangesIsASignHoweverOldTheServerSaysItIs() {
    looks(3, idle(LATER));
    looks(1, idle(BEFORE));
    assertThat(report().quiet()).isZero();
    assertThat(report().lastSign()).isEqualTo("a kernel's activity");
  }

  @Test
  void aNewKernelAndAClosedOneAreSigns() {
    looks(3, new JupyterLook(List.of(), List.of()));
    looks(1, idle(BEFORE));
    assertThat(report().quiet()).isZero();
    looks(2, idle(BEFORE));
    looks(1, new JupyterLook(List.of(), List.of()));
    assertThat(report().quiet()).isZero();
  }

  @Test
  void anOpenTabIsNoSign() {
    looks(4, kernel("idle", BEFORE, 1));
    assertThat(report().quiet()).isEqualTo(INTERVAL.multipliedBy(4));
    assertThat(report().connections()).isEqualTo(1);
  }

  @Test
  void aSilentBusyKernelWorksForAsLongAsItTakes() {
    looks(1, idle(BEFORE));
    looks(100, kernel("busy", LATER, 0));
    assertThat(report().quiet()).isZero();
    assertThat(report().busyWith()).isEqualTo("a kernel is busy");
    assertThat(report().busy()).contains(INTERVAL.multipliedBy(99));
    looks(2, idle(LATER));
    assertThat(report().busy()).isEmpty();
    assertThat(report().quiet()).isEqualTo(INTERVAL.multipliedBy(2));
  }

  @Test
  void aKernelThatNobodyEverConnectsToStartsForOneMinuteOnly() {
    looks(10, kernel("starting", BEFORE, 0));
    assertThat(report().quiet()).isEqualTo(INTERVAL.multipliedBy(8));
    assertThat(report().busyKernels()).isZero();
  }

  @Test
  void aKernelThatOnlyLooksBusyAfterACrashDoesNotCount() {
    ProcessLook restarted =
        new ProcessLook(Map.of(), false, Map.of("k", Instant.parse("2026-03-01T09:00:00Z")));
    for (int i = 0; i < 5; i++) {
      now += INTERVAL.toMillis();
      book.looked(kernel("busy", BEFORE, 0), restarted, now);
    }
    assertThat(report().busyKernels()).isZero();
    assertThat(report().quiet()).isEqualTo(INTERVAL.multipliedBy(5));
  }

  @Test
  void aKernelThatWasRestartedAndThenGivenWorkCounts() {
    ProcessLook restarted =
        new ProcessLook(Map.of(), false, Map.of("k", Instant.parse("2026-03-01T07:59:00Z")));
    for (int i = 0; i < 5; i++) {
      now += INTERVAL.toMillis();
      book.looked(kernel("busy", BEFORE, 0), restarted, now);
    }
    assertThat(report().busyKernels()).isEqualTo(1);
  }

  @Test
  void processorTimeIsASignAlsoOfAnIdleKernel() {
    looks(2, idle(BEFORE));
    for (int i = 0; i < 3; i++) {
      cpu += INTERVAL.toMillis() * 3 / 100;
      looks(1, idle(BEFORE));
    }
    assertThat(report().busyWith()).isEqualTo("processes compute");
    assertThat(report().cpuPermille()).isEqualTo(30);
    looks(2, idle(BEFORE));
    assertThat(report().quiet()).isEqualTo(INTERVAL.multipliedBy(2));
  }

  @Test
  void theCostOfBeingLookedAtIsNot() {
    for (int i = 0; i < 5; i++) {
      cpu += INTERVAL.toMillis() / 100;
      looks(1, idle(BEFORE));
    }
    assertThat(report().quiet()).isEqualTo(INTERVAL.multipliedBy(5));
  }

  @Test
  void aCommandInATerminalCountsAndAnOpenTerminalDoesNot() {
    JupyterLook open = new JupyterLook(List.of(), List.of(new Terminal("1", BEFORE)));
    looks(5, open);
    assertThat(report().quiet()).isEqualTo(INTERVAL.multipliedBy(5));
    now += INTERVAL.toMillis();
    book.looked(open, new ProcessLook(Map.of(), true, Map.of()), now);
    assertThat(report().busyWith()).isEqualTo("a command runs in a terminal");
    assertThat(report().quiet()).isZero();
    looks(1, new JupyterLook(List.of(), List.of(new Terminal("1", LATER))));
    assertThat(report().lastSign()).isEqualTo("a terminal's activity");
  }

  @Test
  void aFailedLookSaysWhyAndBreaksTheRow() {
    looks(5, idle(BEFORE));
    now += INTERVAL.toMillis();
    book.failed("Jupyter answered with 403", Optional.empty(), now);
    assertThat(report().trouble()).isEqualTo("Jupyter answered with 403");
    assertThat(report().looksInARow()).isZero();
    assertThat(report().lastLook()).contains(INTERVAL);
    looks(1, idle(BEFORE));
    assertThat(report().trouble()).isEmpty();
    assertThat(report().looksInARow()).isEqualTo(1);
  }

  private void looks(int times, JupyterLook look) {
    for (int i = 0; i < times; i++) {
      now += INTERVAL.toMillis();
      book.looked(look, new ProcessLook(Map.of(7L, cpu), false, Map.of()), now);
    }
  }

  private static JupyterLook idle(String lastActivity) {
    return kernel("idle", lastActivity, 0);
  }

  private static JupyterLook kernel(String state, String lastActivity, int connections) {
    return new JupyterLook(List.of(new Kernel("k", state, lastActivity, connections)), List.of());
  }

  private ActivityReport report() {
    return book.report(now);
  }
}
