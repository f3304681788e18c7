package dev.heddle.appmaster.yarn;

import dev.heddle.appmaster.container.AgentLog;
import dev.heddle.appmaster.kv.KeyValueSnapshot;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;

/** A copy of the key-value store in the staging directory, for the next attempt. */
public final class KeyValueBackup {
  private static final Duration QUIET = Duration.ofSeconds(1);

  private final StagedCopies copies;

  public KeyValueBackup(
      HadoopSession session, String user, String directory, int attempt, AgentLog log) {
    this.copies = new StagedCopies(session, user, directory, "kv", attempt, QUIET, log);
  }

  /** What the newest earlier attempt saved; empty when none did. */
  public KeyValueSnapshot.Saved load() throws IOException {
    return copies.ofEarlierAttempts(KeyValueSnapshot::read).orElseGet(KeyValueSnapshot.Saved::none);
  }

  /** Saves the values that are current a moment from now. */
  public void saveSoon(Supplier<KeyValueSnapshot.Saved> values) {
    copies.saveSoon(output -> KeyValueSnapshot.write(values.get(), output));
  }
}
