package dev.heddle.appmaster.yarn;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.heddle.appmaster.container.AgentLog;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Renewed certificates in the staging directory, for the next attempt, whose own credentials are
 * those of the submission.
 */
public final class IdentityBackup {
  private static final Duration QUIET = Duration.ofMillis(50);

  private final StagedCopies copies;
  private final AtomicReference<String> newest = new AtomicReference<>("");

  public IdentityBackup(
      HadoopSession session, String user, String directory, int attempt, AgentLog log) {
    this.copies = new StagedCopies(session, user, directory, "identity", attempt, QUIET, log);
  }

  public Optional<String> ofEarlierAttempts() throws IOException {
    return copies.ofEarlierAttempts(input -> new String(input.readAllBytes(), UTF_8));
  }

  public void saveSoon(String identities) {
    newest.set(identities);
    copies.saveSoon(output -> output.write(newest.get().getBytes(UTF_8)));
  }
}
