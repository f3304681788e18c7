package dev.heddle.operator.yarn;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;

/**
 * Takes what Hadoop's readers write for people, whatever the layout of the files, and passes on the
 * logs' own bytes: a heading with the length, the bytes, and a line that says where they end.
 */
final class LogSections extends OutputStream {

  private static final String LENGTH = "LogLength:";
  private static final String CONTENTS = "LogContents:";

  private final LogWindow contents;
  private final ByteArrayOutputStream heading = new ByteArrayOutputStream();
  private long length;
  private long left;

  LogSections(LogWindow contents) {
    this.contents = requireNonNull(contents, "contents is null");
  }

  @Override
  public void write(int single) {
    write(new byte[] {(byte) single}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int count) {
    int at = offset;
    int end = offset + count;
    while (at < end) {
      if (left > 0) {
        int take = (int) Math.min(left, end - at);
        contents.see(bytes, at, take);
        left -= take;
        at += take;
      } else {
        byte next = bytes[at++];
        if (next == '\n') {
          headingLine(heading.toString(UTF_8));
          heading.reset();
        } else {
          heading.write(next);
        }
      }
    }
  }

  private void headingLine(String line) {
    if (line.startsWith(LENGTH)) {
      length = Long.parseLong(line.substring(LENGTH.length()).strip());
    } else if (line.startsWith(CONTENTS)) {
      left = length;
    }
  }
}
