package dev.heddle.cli.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.heddle.cli.client.ApiClient;
import dev.heddle.cli.terminal.CliException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An operator with an embedded store, in a child process. */
public final class LocalOperator implements AutoCloseable {

  private static final int USUAL_PORT = 7878;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

  private final ChildProcess process;
  private final Path home;
  private final int port;

  private LocalOperator(ChildProcess process, Path home, int port) {
    this.process = process;
    this.home = home;
    this.port = port;
  }

  /**
   * Starts the operator without waiting for it.
   *
   * @param distribution the folder with {@code bin/heddle}
   * @param home where its configuration, state and log stay; the same home is the same installation
   * @param hadoopConf the cluster's client configuration
   * @param settings what its configuration says besides where it is and what it serves
   * @param environment further environment of the process
   */
  public static LocalOperator start(
      Path distribution,
      Path home,
      Path hadoopConf,
      Lifetime lifetime,
      OperatorSettings settings,
      Map<String, String> environment)
      throws IOException {
    requireNonNull(hadoopConf, "hadoopConf is null");
    Files.createDirectories(home);
    int port = freePort();
    Path configuration = home.resolve("operator.yaml");
    Files.writeString(configuration, small(home, hadoopConf, port).with(settings).yaml(), UTF_8);
    List<String> command =
        new ArrayList<>(
            List.of(
                distribution.resolve("bin/heddle").toString(),
                "operator",
                "--config",
                configuration.toString()));
    switch (lifetime) {
      case WITH_PARENT ->
          command.addAll(List.of("--with-parent", Long.toString(ProcessHandle.current().pid())));
      case KEPT -> command.add(0, "setsid"); // Ctrl-C at this terminal is not meant for it
    }
    ChildProcess process =
        ChildProcess.start("operator", command, environment, home.resolve("operator.log"));
    Files.writeString(pidFile(home), Long.toString(process.pid()), UTF_8);
    return new LocalOperator(process, home, port);
  }

  private static Path pidFile(Path home) {
    return home.resolve("operator.pid");
  }

  /** The operator that an earlier command left running with that home. */
  public static Optional<ProcessHandle> running(Path home) throws IOException {
    if (!Files.exists(pidFile(home))) {
      return Optional.empty();
    }
    long pid = Long.parseLong(Files.readString(pidFile(home), UTF_8).strip());
    // A pid is not an identity: it may be another process's by now.
    return ProcessHandle.of(pid)
        .filter(
            handle ->
                handle.info().arguments().stream()
                    .flatMap(Arrays::stream)
                    .anyMatch(home.resolve("operator.yaml").toString()::equals));
  }

  /** What a small installation on one machine needs; the rest are defaults. */
  private static OperatorSettings small(Path home, Path hadoopConf, int port) {
    return OperatorSettings.none()
        .with("stateDir", home.resolve("state").toString())
        .with("api.port", port)
        .with("hadoop.confDir", hadoopConf.toString())
        .with("hadoop.user", "heddle")
        .with("yarn.notebookBindAddress", "127.0.0.1");
  }

  private static int freePort() throws IOException {
    for (int candidate : List.of(USUAL_PORT, 0)) {
      try (ServerSocket socket = new ServerSocket(candidate, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException taken) {
        if (candidate == 0) {
          throw taken;
        }
      }
    }
    throw new IllegalStateException("no candidate left");
  }

  /** Waits until the operator leads and serves. */
  public void awaitReady(Clock clock) throws IOException, InterruptedException {
    Instant deadline = clock.instant().plus(PATIENCE);
    Optional<ApiClient> client = Optional.empty();
    String last = "no answer";
    while (clock.instant().isBefore(deadline)) {
      try {
        // It writes both files before it serves.
        if (client.isEmpty() && Files.exists(tokenFile()) && Files.exists(certificateAuthority())) {
          client = Optional.of(api());
        }
        if (client.isPresent()) {
          client.get().getBytes("/readyz");
          return;
        }
      } catch (CliException notYet) {
        last = String.valueOf(notYet.getMessage());
      }
      process.pause(LOOK_AGAIN);
    }
    throw process.failure("is not ready after " + PATIENCE.toSeconds() + " s (" + last + ")");
  }

  /** The API, for whoever may read the token file. */
  public ApiClient api() {
    return ApiClient.at(address(), tokenFile(), certificateAuthority());
  }

  /** The API's address. */
  public URI address() {
    return URI.create("https://127.0.0.1:" + port + "/");
  }

  /** The file with the API's token. */
  public Path tokenFile() {
    return home.resolve("state/api-token");
  }

  /** The file with the authority that has signed the API's certificate. */
  public Path certificateAuthority() {
    return home.resolve("state/api-ca.pem");
  }

  /** The operator's process, to wait on. */
  public ChildProcess process() {
    return process;
  }

  /** Asks it to end, and does not wait. */
  public void askToEnd() {
    process.askToEnd();
  }

  @Override
  public void close() {
    process.close();
  }
}
