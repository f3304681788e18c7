package dev.heddle.appmaster.kv;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** What must hold for a transaction. */
public sealed interface Condition {
  boolean holds(Optional<KeyValue> entry);

  String key();

  /** Whether the key is there. */
  record Exists(String key, boolean wanted) implements Condition {
    public Exists {
      requireNonNull(key, "key is null");
    }

    @Override
    public boolean holds(Optional<KeyValue> entry) {
      return entry.isPresent() == wanted;
    }
  }

  /**
   * How the key's value compares, byte by byte, or its owner, by service and number. Nothing equals
   * nothing alone, and is neither smaller nor larger than anything.
   *
   * @param operand empty for nothing
   */
  record Compares(String key, boolean owner, Comparison is, Optional<byte[]> operand)
      implements Condition {
    public Compares {
      requireNonNull(key, "key is null");
      requireNonNull(is, "is is null");
      requireNonNull(operand, "operand is null");
    }

    @Override
    public boolean holds(Optional<KeyValue> entry) {
      Optional<byte[]> found =
          owner
              ? entry.flatMap(KeyValue::owner).map(name -> name.getBytes(StandardCharsets.UTF_8))
              : entry.map(KeyValue::bytes);
      if (found.isEmpty() || operand.isEmpty()) {
        boolean same = found.isEmpty() && operand.isEmpty();
        return switch (is) {
          case EQUAL -> same;
          case NOT_EQUAL -> !same;
          case LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL -> false;
        };
      }
      int order =
          owner
              ? OwnerOrder.compare(text(found.get()), text(operand.get()))
              : Arrays.compareUnsigned(found.get(), operand.get());
      return switch (is) {
        case EQUAL -> order == 0;
        case NOT_EQUAL -> order != 0;
        case LESS -> order < 0;
        case LESS_OR_EQUAL -> order <= 0;
        case GREATER -> order > 0;
        case GREATER_OR_EQUAL -> order >= 0;
      };
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** How two things compare. */
  enum Comparison {
    EQUAL,
    NOT_EQUAL,
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL
  }
}
