package dev.heddle.appmaster.yarn;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.heddle.appmaster.container.AgentLog;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** What the application shows of itself, in the staging directory for the next attempt. */
public final class DisplayBackup {
  private static final Duration QUIET = Duration.ofSeconds(1);

  private final StagedCopies copies;

  public DisplayBackup(
      HadoopSession session, String user, String directory, int attempt, AgentLog log) {
    this.copies = new StagedCopies(session, user, directory, "display", attempt, QUIET, log);
  }

  public Optional<String> ofEarlierAttempts() throws IOException {
    return copies.ofEarlierAttempts(input -> new String(input.readAllBytes(), UTF_8));
  }

  public void saveSoon(Supplier<String> record) {
    copies.saveSoon(output -> output.write(record.get().getBytes(UTF_8)));
  }
}
