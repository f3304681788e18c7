package dev.heddle.appmaster.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.StreamFrame;
import dev.heddle.appmaster.protocol.StreamFrame.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Pieces of several threads, one after the other. */
final class FrameOutput {
  private final OutputStream output;

  FrameOutput(OutputStream output) {
    this.output = requireNonNull(output, "output is null");
  }

  synchronized void write(Kind kind, byte[] bytes, int length) throws IOException {
    StreamFrame.write(output, kind, bytes, 0, length);
  }

  void write(Kind kind, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    write(kind, bytes, bytes.length);
  }

  /** Until there is no more; the other side takes it at its own pace. */
  void copy(InputStream from, Kind kind) throws IOException {
    byte[] buffer = new byte[8192];
    for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
      write(kind, buffer, read);
    }
  }
}
