package dev.heddle.appmaster.kv;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/** A key with all that is known of it. */
public final class KeyValue {
  private final String key;
  private final byte[] value;
  private final Optional<String> owner;
  private final long revision;
  private final Optional<Instant> expires;
  private final boolean published;

  KeyValue(
      String key,
      byte[] value,
      Optional<String> owner,
      long revision,
      Optional<Instant> expires,
      boolean published) {
    this.key = requireNonNull(key, "key is null");
    this.value = requireNonNull(value, "value is null");
    this.owner = requireNonNull(owner, "owner is null");
    this.revision = revision;
    this.expires = requireNonNull(expires, "expires is null");
    this.published = published;
  }

  public String key() {
    return key;
  }

  public byte[] value() {
    return value.clone();
  }

  /** The instance with whose end the key goes. */
  public Optional<String> owner() {
    return owner;
  }

  /** Of the change that put it. */
  public long revision() {
    return revision;
  }

  public Optional<Instant> expires() {
    return expires;
  }

  /** Whether an agent put it of its own accord; a later attempt will do so itself. */
  boolean published() {
    return published;
  }

  /** Not to be changed. */
  byte[] bytes() {
    return value;
  }

  boolean holds(byte[] other) {
    return Arrays.equals(value, other);
  }

  long weight() {
    return 2L * key.length() + value.length + owner.map(String::length).orElse(0) + 64;
  }
}
