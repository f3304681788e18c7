package dev.heddle.appmaster.container;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * How long a growing log was when: enough to say where to begin so that nothing written since a
 * moment is left out, and at most a sixteenth of the time asked for too much comes along.
 */
final class LogTimes {
  private static final long COARSENESS = 16;
  private static final int THINNED_AFTER = 32;

  private record Sample(Instant time, long size) {}

  private List<Sample> samples = new ArrayList<>();
  private int thinned;

  /** Some hundred samples at most, however long the log is written. */
  synchronized void add(Instant now, long size) {
    long last = samples.isEmpty() ? -1 : samples.get(samples.size() - 1).size();
    if (size < last) {
      samples.clear(); // It was cut off, and so what was noted is of another text.
      thinned = 0;
    }
    if (size != last) {
      samples.add(new Sample(now, size));
      if (samples.size() >= thinned + THINNED_AFTER) {
        thin(now);
        thinned = samples.size();
      }
    }
  }

  /** Leaves out what its neighbours say as well, for moments so long ago. */
  private void thin(Instant now) {
    List<Sample> kept = new ArrayList<>(samples.size());
    for (int i = 0; i < samples.size(); i++) {
      boolean ends = kept.isEmpty() || i + 1 == samples.size();
      if (ends || isNeeded(kept.get(kept.size() - 1), samples.get(i + 1), now)) {
        kept.add(samples.get(i));
      }
    }
    samples = kept;
  }

  private static boolean isNeeded(Sample before, Sample after, Instant now) {
    Duration gap = Duration.between(before.time(), after.time());
    return gap.multipliedBy(COARSENESS).compareTo(Duration.between(after.time(), now)) > 0;
  }

  /** The byte before which nothing was written at that time or later; 0 when that is not known. */
  synchronized long offset(Instant since) {
    long offset = 0;
    for (Sample sample : samples) {
      if (sample.time().isAfter(since)) {
        break;
      }
      offset = sample.size();
    }
    return offset;
  }

  synchronized int count() {
    return samples.size();
  }
}
