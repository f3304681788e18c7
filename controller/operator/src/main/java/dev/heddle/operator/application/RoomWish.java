package dev.heddle.operator.application;

import static java.util.Objects.requireNonNull;

import dev.heddle.operator.quota.Amounts;

/**
 * What a resource takes of quotas.
 *
 * @param needed whether it counts in any
 * @param wanted how much
 */
record RoomWish(boolean needed, Amounts wanted) {

  static final RoomWish NONE = new RoomWish(false, new Amounts(0, 0, 0, 0));

  RoomWish {
    requireNonNull(wanted, "wanted is null");
  }
}
