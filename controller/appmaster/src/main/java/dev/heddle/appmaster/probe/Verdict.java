package dev.heddle.appmaster.probe;

import static java.util.Objects.requireNonNull;

/** What the answers to a probe have come to. */
public sealed interface Verdict {
  /** As before, or not known yet. */
  record None() implements Verdict {}

  /** The process serves. */
  record Ready() implements Verdict {}

  /** It does not serve any more. */
  record Unready(String why) implements Verdict {
    public Unready {
      requireNonNull(why, "why is null");
    }
  }

  /** It should be started again. */
  record Unfit(String why) implements Verdict {
    public Unfit {
      requireNonNull(why, "why is null");
    }
  }
}
