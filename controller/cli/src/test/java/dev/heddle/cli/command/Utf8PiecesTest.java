package dev.heddle.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class Utf8PiecesTest {

  @Test
  void charactersAreWholeWhereverThePiecesAreCut() {
    String text = "h\u00e9ddle \u20ac \ud83e\uddf5 end";
    byte[] bytes = text.getBytes(UTF_8);
    for (int size = 1; size <= bytes.length; size++) {
      Utf8Pieces pieces = new Utf8Pieces();
      StringBuilder joined = new StringBuilder();
      for (int at = 0; at < bytes.length; at += size) {
        joined.append(
            pieces.next(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + size))));
      }
      joined.append(pieces.end());

      assertThat(joined).as("pieces of %d bytes", size).hasToString(text);
    }
  }

  @Test
  void halfACharacterAtTheEndIsShownAsSuch() {
    Utf8Pieces pieces = new Utf8Pieces();

    assertThat(pieces.next(new byte[] {'a', (byte) 0xe2})).isEqualTo("a");
    assertThat(pieces.end()).isEqualTo("\ufffd");
  }
}
