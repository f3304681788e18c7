package dev.heddle.operator.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.zip.CRC32;

/** The random end of a generated name: five characters that spell no words, as in Kubernetes. */
final class Suffix {

  private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";
  private static final int LENGTH = 5;

  private Suffix() {}

  /** As random as the uid it is made of. */
  static String of(String uid) {
    CRC32 crc = new CRC32();
    crc.update(uid.getBytes(UTF_8));
    long value = crc.getValue();
    StringBuilder result = new StringBuilder(LENGTH);
    for (int i = 0; i < LENGTH; i++) {
      result.append(ALPHABET.charAt((int) (value % ALPHABET.length())));
      value /= ALPHABET.length();
    }
    return result.toString();
  }
}
