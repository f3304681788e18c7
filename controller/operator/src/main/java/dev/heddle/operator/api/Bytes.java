package dev.heddle.operator.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

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
