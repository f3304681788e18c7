package dev.heddle.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.crd.application.Terms;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which applications are listed, besides their state. All that is given must hold. */
final class ApplicationFilter {

  @Option(names = "--name", paramLabel = "NAME", description = "Only of this name.")
  private Optional<String> name = Optional.empty();

  @Option(names = "--queue", paramLabel = "QUEUE", description = "Only in this queue.")
  private Optional<String> queue = Optional.empty();

  @Option(names = "--user", paramLabel = "USER", description = "Only of this user.")
  private Optional<String> user = Optional.empty();

  @Option(
      names = "--started-begin",
      paramLabel = "TIME",
      description = "Only what started at this time or later, such as 2026-11-25T10:30 or a day.")
  private Optional<String> startedBegin = Optional.empty();

  @Option(
      names = "--started-end",
      paramLabel = "TIME",
      description = "Only what started at this time or earlier.")
  private Optional<String> startedEnd = Optional.empty();

  @Option(
      names = "--finished-begin",
      paramLabel = "TIME",
      description = "Only what ended at this time or later.")
  private Optional<String> finishedBegin = Optional.empty();

  @Option(
      names = "--finished-end",
      paramLabel = "TIME",
      description = "Only what ended at this time or earlier.")
  private Optional<String> finishedEnd = Optional.empty();

  boolean takes(JsonNode application) {
    JsonNode spec = application.path("spec");
    JsonNode status = application.path("status");
    String shown = spec.path("name").asText("");
    String resource = application.at("/metadata/name").asText("");
    String owner = status.path("user").asText(spec.path("user").asText(""));
    return name.filter(wanted -> !wanted.equals(shown) && !wanted.equals(resource)).isEmpty()
        && queue
            .filter(wanted -> !wanted.equals(spec.path("queue").asText(Terms.DEFAULT_QUEUE)))
            .isEmpty()
        && user.filter(wanted -> !wanted.equals(owner)).isEmpty()
        && within(status.path("startedAt"), startedBegin, startedEnd, "started")
        && within(status.path("finishedAt"), finishedBegin, finishedEnd, "finished");
  }

  /** What has no such time is in no range. */
  private static boolean within(
      JsonNode time, Optional<String> begin, Optional<String> end, String what) {
    Optional<Instant> from = begin.map(text -> instant("--" + what + "-begin", text));
    Optional<Instant> until = end.map(text -> instant("--" + what + "-end", text));
    if (from.isEmpty() && until.isEmpty()) {
      return true;
    }
    if (!time.isTextual()) {
      return false;
    }
    Instant at = Instant.parse(time.asText());
    return from.filter(at::isBefore).isEmpty() && until.filter(at::isAfter).isEmpty();
  }

  /** Without a zone it is this machine's; a day begins at midnight. */
  private static Instant instant(String option, String text) {
    String normal = text.strip().replace(' ', 'T');
    ZoneId here = ZoneId.systemDefault();
    try {
      if (!normal.contains("T")) {
        return LocalDate.parse(normal).atStartOfDay(here).toInstant();
      }
      boolean zoned = normal.matches(".*(Z|[+-]\\d\\d:\\d\\d)");
      return zoned
          ? OffsetDateTime.parse(normal).toInstant()
          : LocalDateTime.parse(normal).atZone(here).toInstant();
    } catch (DateTimeParseException e) {
      throw new UsageException(
          option
              + ": '"
              + text
              + "' is no time such as 2026-11-25, 2026-11-25T10:30 or"
              + " 2026-11-25T10:30:00Z");
    }
  }
}
