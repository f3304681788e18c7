package dev.heddle.appmaster.kv;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One step of a transaction. */
public sealed interface Operation {

  /** Reads. */
  record Get(KeyRange range) implements Operation {
    public Get {
      requireNonNull(range, "range is null");
    }
  }

  /** Takes keys out. */
  record Delete(KeyRange range) implements Operation {
    public Delete {
      requireNonNull(range, "range is null");
    }
  }

  /**
   * Puts a value, an owner, or both; what is left out stays as it was.
   *
   * @param owner an instance that runs; an empty text for none
   * @param lives how long the key stays; for good when left out
   */
  record Put(String key, Optional<byte[]> value, Optional<String> owner, Optional<Duration> lives)
      implements Operation {
    public Put {
      requireNonNull(key, "key is null");
      requireNonNull(value, "value is null");
      requireNonNull(owner, "owner is null");
      requireNonNull(lives, "lives is null");
    }

    public static Put of(String key, byte[] value) {
      return new Put(key, Optional.of(value), Optional.empty(), Optional.empty());
    }
  }

  /** Fails the transaction, and with it all other steps, unless the key is there. */
  record Require(String key) implements Operation {
    public Require {
      requireNonNull(key, "key is null");
    }
  }

  /**
   * What a step found: what it read, what it took out, or what was there before.
   *
   * @param entries in order
   */
  record Result(List<KeyValue> entries) {
    public Result {
      entries = List.copyOf(entries);
    }
  }
}
