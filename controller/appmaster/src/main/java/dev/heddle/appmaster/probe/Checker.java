package dev.heddle.appmaster.probe;

import dev.heddle.appmaster.protocol.Check;
import java.time.Duration;
import java.util.Optional;

/** Asks a process. */
public interface Checker {
  /** Why the answer is not the right one; empty when it is. */
  Optional<String> fault(Check check, long pid, Duration timeout) throws InterruptedException;
}
