package dev.heddle.operator.store;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;

/** Bytes as a value. Takes the array as it is: nobody may change it any more. */
final class Bytes {

  private final byte[] array;

  Bytes(byte[] array) {
    this.array = requireNonNull(array, "array is null");
  }

  /** The array itself, not a copy. */
  byte[] array() {
    return array;
  }

  int length() {
    return array.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes bytes && Arrays.equals(array, bytes.array);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(array);
  }

  @Override
  public String toString() {
    return array.length + " bytes";
  }
}
