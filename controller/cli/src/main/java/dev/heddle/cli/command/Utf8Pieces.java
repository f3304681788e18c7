package dev.heddle.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;

/** Text whose bytes come in pieces that may end within a character. */
final class Utf8Pieces {

  private final CharsetDecoder decoder =
      UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private byte[] left = {};

  /** The characters that are whole by now. */
  String next(byte[] piece) {
    return decode(piece, false);
  }

  /** What is left at the end, which is not a whole character. */
  String end() {
    return decode(new byte[0], true);
  }

  private String decode(byte[] piece, boolean end) {
    ByteBuffer bytes = ByteBuffer.allocate(left.length + piece.length).put(left).put(piece).flip();
    CharBuffer text = CharBuffer.allocate(bytes.remaining() + 1);
    decoder.decode(bytes, text, end);
    left = new byte[bytes.remaining()];
    bytes.get(left);
    return text.flip().toString();
  }
}
