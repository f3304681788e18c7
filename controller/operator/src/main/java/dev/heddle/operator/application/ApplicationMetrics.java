package dev.heddle.operator.application;

import dev.heddle.operator.yarn.YarnRejectedException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** What the application controller counts; every series is there from the start. */
final class ApplicationMetrics {

  private final Counter submissions;
  private final Counter stops;
  private final Counter kills;
  private final Timer timeToReady;
  private final Map<YarnRejectedException.Reason, Counter> rejections =
      new EnumMap<>(YarnRejectedException.Reason.class);

  ApplicationMetrics(MeterRegistry registry) {
    submissions =
        Counter.builder("heddle.application.submissions")
            .description("Applications handed to YARN")
            .register(registry);
    stops =
        Counter.builder("heddle.application.stops")
            .description("Requests to agents to stop")
            .register(registry);
    kills =
        Counter.builder("heddle.application.kills")
            .description("Applications ended by force")
            .register(registry);
    timeToReady =
        Timer.builder("heddle.application.time.to.ready")
            .description("From YARN's acceptance to the first answer of the process")
            .publishPercentileHistogram()
            .minimumExpectedValue(Duration.ofMillis(100))
            .maximumExpectedValue(Duration.ofMinutes(10))
            .register(registry);
    for (YarnRejectedException.Reason reason : YarnRejectedException.Reason.values()) {
      rejections.put(
          reason,
          Counter.builder("heddle.application.rejections")
              .description("Submissions that YARN, or a check before it, refused")
              .tag("reason", reason.word())
              .register(registry));
    }
  }

  void submitted() {
    submissions.increment();
  }

  void stopAsked() {
    stops.increment();
  }

  void killed() {
    kills.increment();
  }

  void rejected(YarnRejectedException.Reason reason) {
    rejections.get(reason).increment();
  }

  void ready(Duration afterAcceptance) {
    if (!afterAcceptance.isNegative()) {
      timeToReady.record(afterAcceptance);
    }
  }
}
