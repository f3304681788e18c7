package dev.heddle.operator.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;

/** Names contents by SHA-256. */
final class Revision {

  /** Hex digits of a revision: short enough to type, long enough never to meet another. */
  private static final int LENGTH = 20;

  private Revision() {}

  /** The revision of these files, in this order, besides places that can't be used. */
  static String of(Collection<SourceFile> files, Collection<String> troubles) {
    MessageDigest digest = sha256();
    for (SourceFile file : files) {
      add(digest, file.stat().path());
      add(digest, file.hash());
      add(digest, file.stat().owner());
    }
    for (String place : troubles) {
      add(digest, place);
      add(digest, "unusable");
    }
    return HexFormat.of().formatHex(digest.digest()).substring(0, LENGTH);
  }

  static String hash(byte[] content) {
    return HexFormat.of().formatHex(sha256().digest(content));
  }

  private static void add(MessageDigest digest, String part) {
    digest.update(part.getBytes(UTF_8));
    digest.update((byte) 0);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
