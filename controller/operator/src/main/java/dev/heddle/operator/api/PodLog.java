package dev.heddle.operator.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.heddle.operator.api.ApplicationAccess.LogPage;
import dev.heddle.operator.api.ApplicationAccess.LogStart;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * A pod's log as a reader asked for it: begins with a page that is at hand, ends where the reader's
 * limit is, and, unless it is followed, where there is nothing more for now. It stays with its
 * container: what takes that one's place is another pod. Used by one reader at a time.
 */
final class PodLog implements Function<LogStart, LogPage> {

  private final Function<LogStart, LogPage> log;
  private final boolean follow;
  private Optional<LogPage> first;
  private long left;

  /**
   * @param limit how many bytes the reader wants at most
   */
  PodLog(Function<LogStart, LogPage> log, LogPage first, boolean follow, OptionalLong limit) {
    this.log = requireNonNull(log, "log is null");
    this.first = Optional.of(first);
    this.follow = follow;
    this.left = limit.orElse(Long.MAX_VALUE);
  }

  @Override
  public LogPage apply(LogStart start) {
    LogPage page = first.orElseGet(() -> log.apply(here(start)));
    first = Optional.empty();
    if (page.bytes().size() >= left) {
      byte[] cut = Arrays.copyOf(page.bytes().toArray(), (int) left);
      left = 0;
      return new LogPage(Bytes.of(cut), page.source(), page.next(), true);
    }
    left -= page.bytes().size();
    return page.bytes().isEmpty() && !follow
        ? new LogPage(page.bytes(), page.source(), page.next(), true)
        : page;
  }

  private static LogStart here(LogStart start) {
    return start instanceof LogStart.After after
        ? new LogStart.After(after.source(), after.bytes(), true)
        : start;
  }

  /** The last lines of a page that holds more of them. */
  static LogPage tail(LogPage page, int lines) {
    byte[] bytes = page.bytes().toArray();
    int start = bytes.length;
    int wanted = lines;
    // The newline that ends the last line does not begin another.
    for (int i = bytes.length - 2; i >= 0 && wanted > 0; i--) {
      if (bytes[i] == '\n') {
        wanted--;
        start = i + 1;
      }
    }
    if (wanted > 0) {
      start = 0;
    }
    String text = new String(bytes, start, bytes.length - start, UTF_8);
    return new LogPage(
        lines == 0 ? Bytes.of(new byte[0]) : Bytes.ofText(text),
        page.source(),
        page.next(),
        page.last());
  }
}
