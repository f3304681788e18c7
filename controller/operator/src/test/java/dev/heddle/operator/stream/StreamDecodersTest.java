package dev.heddle.operator.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that come from outside are a message or an IOException, and never much memory. */
class StreamDecodersTest {

  /** What a session of SPDY was told, as words. */
  private static final class Told implements SpdySession.Handler {
    final List<String> events = new ArrayList<>();

    @Override
    public boolean opened(int stream, Map<String, String> headers) {
      events.add("opened " + stream + " " + headers);
      return true;
    }

    @Override
    public void data(int stream, byte[] bytes) {
      events.add("data " + stream + " " + new String(bytes, UTF_8));
    }

    @Override
    public void ended(int stream) {
      events.add("ended " + stream);
    }

    @Override
    public void reset(int stream) {
      events.add("reset " + stream);
    }
  }

  private static byte[] masked(int first, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(first);
    frame.write(0x80 | bytes.length);
    byte[] mask = {1, 2, 3, 4};
    frame.writeBytes(mask);
    for (int i = 0; i < bytes.length; i++) {
      frame.write(bytes[i] ^ mask[i & 3]);
    }
    return frame.toByteArray();
  }

  private static WebSocketWire wire(ByteArrayOutputStream answers, byte[]... frames) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] frame : frames) {
      all.writeBytes(frame);
    }
    return new WebSocketWire(new ByteArrayInputStream(all.toByteArray()), answers);
  }

  @Test
  void aMessageInPartsIsOneAndAPingIsAnswered() throws IOException {
    ByteArrayOutputStream answers = new ByteArrayOutputStream();
    WebSocketWire wire =
        wire(
            answers,
            masked(0x02, "good "),
            masked(0x89, "?"),
            masked(0x80, "day"),
            masked(0x88, ""));

    assertThat(wire.read()).hasValueSatisfying(m -> assertThat(m).asString().isEqualTo("good day"));
    assertThat(wire.read()).isEmpty();
    assertThat(answers.toByteArray()).containsExactly(0x8a, 1, '?');
  }

  @ParameterizedTest
  @ValueSource(ints = {0x00, 0x80, 0x83, 0xc2, 0x09})
  void aFrameThatMayNotBeEndsTheConnection(int first) {
    assertThatThrownBy(() -> wire(new ByteArrayOutputStream(), masked(first, "x")).read())
        .isInstanceOf(IOException.class);
  }

  @Test
  void aMessageThatIsTooLongIsNotTakenIn() {
    byte[] head = {(byte) 0x82, (byte) 0xff, 0x7f, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4};
    assertThatThrownBy(() -> wire(new ByteArrayOutputStream(), head).read())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("more than");
  }

  private static byte[] frame(int word, int flags, byte[] content) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    for (int shift = 24; shift >= 0; shift -= 8) {
      frame.write(word >> shift);
    }
    frame.write(flags);
    frame.write(content.length >> 16);
    frame.write(content.length >> 8);
    frame.write(content.length);
    frame.writeBytes(content);
    return frame.toByteArray();
  }

  private static byte[] begin(SpdyHeaders client, int stream, Map<String, String> headers)
      throws IOException {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.writeBytes(new byte[] {0, 0, 0, (byte) stream, 0, 0, 0, 0, 0, 0});
    content.writeBytes(client.write(headers));
    return frame(0x80030001, 0, content.toByteArray());
  }

  @Test
  void streamsBeginSendAndEnd() throws IOException {
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    try (SpdyHeaders client = new SpdyHeaders()) {
      sent.writeBytes(begin(client, 1, Map.of("Streamtype", "error")));
      sent.writeBytes(begin(client, 3, Map.of("streamtype", "data", "port", "80")));
      sent.writeBytes(frame(3, 0, "hello".getBytes(UTF_8)));
      sent.writeBytes(frame(3, 1, new byte[0]));
      sent.writeBytes(frame(9, 0, "stray".getBytes(UTF_8)));
      sent.writeBytes(frame(0x80030003, 0, new byte[] {0, 0, 0, 1, 0, 0, 0, 5}));
      sent.writeBytes(frame(0x80030007, 0, new byte[8]));
    }
    Told told = new Told();

    try (SpdySession session =
        new SpdySession(
            new ByteArrayInputStream(sent.toByteArray()), OutputStream.nullOutputStream())) {
      session.read(told);
    }

    assertThat(told.events)
        .containsExactly(
            "opened 1 {streamtype=error}",
            "opened 3 {port=80, streamtype=data}",
            "data 3 hello",
            "ended 3",
            "reset 1");
  }

  @Test
  void headersThatInflateWithoutEndAreRefused() throws IOException {
    try (SpdyHeaders client = new SpdyHeaders();
        SpdyHeaders server = new SpdyHeaders()) {
      byte[] bomb = client.write(Map.of("x", "a".repeat(10_000_000)));
      assertThat(bomb).hasSizeLessThan(20_000);
      assertThatThrownBy(() -> server.read(bomb, 0, bomb.length))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("more than");
    }
  }

  @Test
  void anyBytesEndWithAnIOExceptionAtWorst() throws IOException {
    Random random = new Random(11);
    int refused = 0;
    byte[] good;
    try (SpdyHeaders client = new SpdyHeaders()) {
      good = begin(client, 1, Map.of("streamtype", "error", "port", "80"));
    }
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = random.nextBoolean() ? good.clone() : new byte[random.nextInt(60)];
      if (bytes.length == good.length) {
        for (int n = random.nextInt(4); n >= 0; n--) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
      } else {
        random.nextBytes(bytes);
      }
      try (SpdySession session =
          new SpdySession(new ByteArrayInputStream(bytes), OutputStream.nullOutputStream())) {
        session.read(new Told());
      } catch (IOException e) {
        refused++;
      }
      try {
        WebSocketWire wire = wire(new ByteArrayOutputStream(), bytes);
        while (wire.read().isPresent()) {
          // The next one.
        }
      } catch (IOException e) {
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }
}
