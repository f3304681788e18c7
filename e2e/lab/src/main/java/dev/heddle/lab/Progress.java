package dev.heddle.lab;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * A step of a start that is done.
 *
 * @param milestone what programs may begin with now
 * @param step the same in words
 * @param after how long after the beginning of the start
 */
public record Progress(Milestone milestone, String step, Duration after) {

  /** What somebody may be waiting for before all is ready. */
  public enum Milestone {
    /** The configuration is complete: ports and addresses are known. */
    CONFIGURED,
    /** Files can be written to HDFS. */
    HDFS,
    /** One more daemon answers. */
    DAEMON
  }

  public Progress {
    requireNonNull(milestone, "milestone is null");
    requireNonNull(step, "step is null");
    requireNonNull(after, "after is null");
  }
}
