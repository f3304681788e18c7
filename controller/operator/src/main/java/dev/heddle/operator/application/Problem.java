package dev.heddle.operator.application;

import static java.util.Objects.requireNonNull;

/**
 * Why a spec can't be launched.
 *
 * @param reason stable CamelCase word for a condition
 * @param message one sentence for people
 */
record Problem(String reason, String message) {
  Problem {
    requireNonNull(reason, "reason is null");
    requireNonNull(message, "message is null");
  }
}
