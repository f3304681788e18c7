package dev.heddle.operator.api;

import static java.util.Objects.requireNonNull;

/**
 * Who asks, as established by authentication.
 *
 * @param name the user's name: the owner of what he creates
 */
record Caller(String name) {
  Caller {
    requireNonNull(name, "name is null");
  }
}
