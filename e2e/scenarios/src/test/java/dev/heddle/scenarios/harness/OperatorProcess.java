package dev.heddle.scenarios.harness;

import static java.util.Objects.requireNonNull;

import dev.heddle.cli.local.Lifetime;
import dev.heddle.cli.local.LocalOperator;
import dev.heddle.cli.local.OperatorSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/** An operator under test: started, killed and started again on the same state. */
public final class OperatorProcess implements AutoCloseable {

  private final Path distribution;
  private final Path home;
  private final Path hadoopConf;
  private final OperatorSettings settings;
  private LocalOperator process;

  OperatorProcess(Path distribution, Path home, Path hadoopConf, OperatorSettings settings) {
    this.distribution = requireNonNull(distribution, "distribution is null");
    this.home = requireNonNull(home, "home is null");
    this.hadoopConf = requireNonNull(hadoopConf, "hadoopConf is null");
    this.settings = requireNonNull(settings, "settings is null");
  }

  /** Starts it and waits until it leads and serves. */
  public OperatorProcess start() {
    return start(Map.of());
  }

  /** Starts it with further environment and waits until it leads and serves. */
  public OperatorProcess start(Map<String, String> environment) {
    launch(environment);
    try {
      process.awaitReady(Clock.systemUTC());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    return this;
  }

  /** Starts it without waiting: for operators that are to die on the way. */
  public void launch(Map<String, String> environment) {
    try {
      process =
          LocalOperator.start(
              distribution, home, hadoopConf, Lifetime.WITH_PARENT, settings, environment);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Api api() {
    return new Api(process.api());
  }

  /** The command line, asking this operator, in an empty directory. */
  public CommandLine commandLine() {
    return new CommandLine(
        distribution,
        process.address(),
        process.tokenFile(),
        process.certificateAuthority(),
        hadoopConf,
        home.resolve("command-line"));
  }

  public boolean isAlive() {
    return process.process().isAlive();
  }

  /** Ends it at once, as a crash does. */
  public void kill() {
    try {
      process.process().kill();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Where its configuration, state and log are. */
  public Path home() {
    return home;
  }

  @Override
  public void close() {
    process.close();
  }
}
