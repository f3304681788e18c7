package dev.heddle.operator.yarn;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.operator.yarn.CollectedLogs.Answer.Piece;
import dev.heddle.operator.yarn.CollectedLogs.Part;
import org.junit.jupiter.api.Test;

class LogSectionsTest {

  private static final String LOG = "one\nLogLength:3\nLogContents:\nfour without a line's end";

  /** As Hadoop's readers of every layout write it. */
  private static String written(String log) {
    return """
        Container: container_e17_1700000000000_0001_01_000001 on node7_45454
        LogAggregationType: AGGREGATED
        ===================================================================
        LogType:main.log
        LogLastModifiedTime:Tue Nov 24 23:56:32 +0000 2026
        LogLength:%d
        LogContents:
        %s
        End of LogType:main.log
        ***********************

        """
        .formatted(log.getBytes(UTF_8).length, log);
  }

  private static Piece read(String text, Part part, int chunk) {
    LogWindow window = new LogWindow(part);
    LogSections sections = new LogSections(window);
    byte[] bytes = text.getBytes(UTF_8);
    for (int at = 0; at < bytes.length; at += chunk) {
      sections.write(bytes, at, Math.min(chunk, bytes.length - at));
    }
    return window.piece();
  }

  private static String text(Piece piece) {
    return new String(piece.bytes(), UTF_8);
  }

  @Test
  void onlyTheLogsOwnBytesAreLeftThoughItLooksLikeAHeading() {
    for (int chunk : new int[] {1, 7, 4096}) {
      Piece piece = read(written(LOG), new Part.From(0, 1000), chunk);

      assertThat(text(piece)).isEqualTo(LOG);
      assertThat(piece.next()).isEqualTo(LOG.length());
      assertThat(piece.last()).isTrue();
    }
  }

  @Test
  void pagesFollowOneAnotherWithoutGapOrRepetition() {
    StringBuilder whole = new StringBuilder();
    long offset = 0;
    Piece piece;
    do {
      piece = read(written(LOG), new Part.From(offset, 5), 3);
      whole.append(text(piece));
      offset = piece.next();
    } while (!piece.last());

    assertThat(whole).hasToString(LOG);
  }

  @Test
  void aLogCollectedInSeveralGoesIsOneText() {
    assertThat(text(read(written("a\n") + written("b\n"), new Part.From(1, 10), 4096)))
        .isEqualTo("\nb\n");
  }

  @Test
  void anEmptyLogEndsAtOnce() {
    Piece piece = read(written(""), new Part.From(0, 10), 4096);

    assertThat(piece.bytes()).isEmpty();
    assertThat(piece.last()).isTrue();
  }

  @Test
  void anOffsetBeyondTheEndFindsTheEnd() {
    Piece piece = read(written("abc"), new Part.From(90, 10), 4096);

    assertThat(piece.bytes()).isEmpty();
    assertThat(piece.next()).isEqualTo(3);
  }

  @Test
  void aTailHoldsTheLastLinesAndNoMoreBytesThanAllowed() {
    String log = "first\nsecond\nthird\n".repeat(40);

    assertThat(text(read(written(log), new Part.Tail(2, 1000), 9))).isEqualTo("second\nthird\n");
    assertThat(text(read(written(log), new Part.Tail(200, 8), 9))).isEqualTo("d\nthird\n");
    assertThat(text(read(written(log), new Part.Tail(0, 100), 9))).isEmpty();
    assertThat(read(written(log), new Part.Tail(1, 100), 9).next()).isEqualTo(log.length());
  }
}
