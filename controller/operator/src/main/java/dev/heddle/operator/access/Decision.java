package dev.heddle.operator.access;

import static java.util.Objects.requireNonNull;

/**
 * Whether somebody may, and why.
 *
 * @param allowed whether he may
 * @param reason the binding that lets him; empty when nothing does
 */
public record Decision(boolean allowed, String reason) {

  public Decision {
    requireNonNull(reason, "reason is null");
  }

  static Decision yes(String reason) {
    return new Decision(true, reason);
  }

  static Decision no() {
    return new Decision(false, "");
  }
}
