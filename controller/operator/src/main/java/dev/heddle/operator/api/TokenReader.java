package dev.heddle.operator.api;

import java.util.Optional;

/** Knows tokens of one sort. */
interface TokenReader {

  /** Whose token it is; empty for one that is not known here, or not any more. */
  Optional<Identity> read(String token);
}
