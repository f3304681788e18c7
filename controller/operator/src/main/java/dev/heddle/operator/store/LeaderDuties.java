package dev.heddle.operator.store;

import static java.util.Objects.requireNonNull;

/**
 * What the store needs of the one process that leads: the change log is kept short, and what nobody
 * owns any more is deleted. Begun when leadership is gained, closed when it is lost.
 */
public final class LeaderDuties implements AutoCloseable {

  private final LogTrimmer trimmer;
  private final GarbageCollector collector;

  LeaderDuties(LogTrimmer trimmer, GarbageCollector collector) {
    this.trimmer = requireNonNull(trimmer, "trimmer is null");
    this.collector = requireNonNull(collector, "collector is null");
  }

  @Override
  public void close() {
    trimmer.close();
    collector.close();
  }
}
