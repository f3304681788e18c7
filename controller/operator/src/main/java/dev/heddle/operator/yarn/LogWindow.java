package dev.heddle.operator.yarn;

import dev.heddle.operator.yarn.CollectedLogs.Answer.Piece;
import dev.heddle.operator.yarn.CollectedLogs.Part;
import java.util.Arrays;

/** Sees a log go by, and keeps the part that is wanted: memory does not grow with the log. */
final class LogWindow {

  private final Part part;
  private byte[] kept = {};
  private int size;
  private long seen;

  LogWindow(Part part) {
    this.part = part;
  }

  void see(byte[] bytes, int offset, int length) {
    if (part instanceof Part.From from) {
      int start = (int) Math.min(length, Math.max(0, from.offset() - seen));
      append(bytes, offset + start, Math.min(length - start, from.limit() - size));
    } else if (part instanceof Part.Tail tail) {
      int kept = Math.min(length, tail.limit());
      append(bytes, offset + length - kept, kept);
      if (size > 2 * tail.limit()) {
        forgetAllBut(tail.limit());
      }
    }
    seen += length;
  }

  private void append(byte[] bytes, int offset, int length) {
    if (size + length > kept.length) {
      kept = Arrays.copyOf(kept, Math.max(size + length, 2 * kept.length));
    }
    System.arraycopy(bytes, offset, kept, size, length);
    size += length;
  }

  private void forgetAllBut(int length) {
    System.arraycopy(kept, size - length, kept, 0, length);
    size = length;
  }

  Piece piece() {
    if (part instanceof Part.Tail tail) {
      forgetAllBut(Math.min(size, tail.limit()));
      int start = startOfLines(tail.lines());
      return new Piece(Arrays.copyOfRange(kept, start, size), seen, true);
    }
    long offset = Math.min(((Part.From) part).offset(), seen);
    long next = offset + size;
    return new Piece(Arrays.copyOf(kept, size), next, next >= seen);
  }

  /** The newline that ends the last line does not begin another. */
  private int startOfLines(int lines) {
    if (lines <= 0) {
      return size;
    }
    int wanted = lines;
    for (int i = size - 2; i >= 0; i--) {
      if (kept[i] == '\n' && --wanted == 0) {
        return i + 1;
      }
    }
    return 0;
  }
}
