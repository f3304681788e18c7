package dev.heddle.appmaster.yarn;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.heddle.appmaster.container.AgentLog;
import dev.heddle.appmaster.master.MasterRecord;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** The application master's record in the staging directory. */
public final class MasterBackup {
  private static final Duration QUIET = Duration.ofMillis(50);

  private final StagedCopies copies;

  public MasterBackup(
      HadoopSession session, String user, String directory, int attempt, AgentLog log) {
    this.copies = new StagedCopies(session, user, directory, "master", attempt, QUIET, log);
  }

  /** What an earlier attempt knew. */
  public Optional<MasterRecord> ofEarlierAttempts() throws IOException {
    return copies.ofEarlierAttempts(MasterBackup::read);
  }

  /** What the newest attempt wrote: where a container that lost its master looks for it. */
  public Optional<MasterRecord> newest() throws IOException {
    return copies.newest(MasterBackup::read);
  }

  public void saveSoon(Supplier<MasterRecord> record) {
    copies.saveSoon(output -> output.write(record.get().toJson().getBytes(UTF_8)));
  }

  private static MasterRecord read(InputStream input) throws IOException {
    return MasterRecord.fromJson(new String(input.readAllBytes(), UTF_8));
  }
}
