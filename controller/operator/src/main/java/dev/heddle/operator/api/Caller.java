package dev.heddle.operator.api;

import static java.util.Objects.requireNonNull;

import dev.heddle.operator.access.User;
import java.util.Optional;

/**
 * Who asks, as established by authentication.
 *
 * @param user in whose name
 * @param impersonator who has asked in another's name; empty for one who asks in his own
 */
record Caller(User user, Optional<User> impersonator) {
  Caller {
    requireNonNull(user, "user is null");
    requireNonNull(impersonator, "impersonator is null");
  }

  /** The user's name: the owner of what he creates. */
  String name() {
    return user.name();
  }
}
