package dev.heddle.operator.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;

/** An immutable sequence of bytes, equal by content: what a record can hold and an array is not. */
public final class Bytes {

  private static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] content;

  private Bytes(byte[] content) {
    this.content = content;
  }

  public static Bytes of(byte[] content) {
    return content.length == 0 ? EMPTY : new Bytes(content.clone());
  }

  public static Bytes ofText(String text) {
    return of(text.getBytes(UTF_8));
  }

  /** One after the other. */
  static Bytes joined(List<byte[]> pieces) {
    int size = 0;
    for (byte[] piece : pieces) {
      size = Math.addExact(size, piece.length);
    }
    byte[] all = new byte[size];
    int at = 0;
    for (byte[] piece : pieces) {
      System.arraycopy(piece, 0, all, at, piece.length);
      at += piece.length;
    }
    return new Bytes(all);
  }

  void writeTo(OutputStream out) throws IOException {
    out.write(content);
  }

  public static Bytes empty() {
    return EMPTY;
  }

  public int size() {
    return content.length;
  }

  public boolean isEmpty() {
    return content.length == 0;
  }

  /** A copy. */
  public byte[] toArray() {
    return content.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && Arrays.equals(content, that.content);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(content);
  }

  /** The size only: the content may be a secret (I15). */
  @Override
  public String toString() {
    return content.length + " bytes";
  }
}
