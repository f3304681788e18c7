package dev.heddle.operator.api;

import static java.util.Objects.requireNonNull;

import dev.heddle.operator.access.User;
import java.util.function.BooleanSupplier;

/**
 * Somebody who has shown who he is.
 *
 * @param user who he is
 * @param holds whether what he has shown still says so; asked again while a stream is open
 */
record Identity(User user, BooleanSupplier holds) {
  Identity {
    requireNonNull(user, "user is null");
    requireNonNull(holds, "holds is null");
  }
}
