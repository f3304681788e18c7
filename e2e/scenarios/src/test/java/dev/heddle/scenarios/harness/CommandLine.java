package dev.heddle.scenarios.harness;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** {@code heddle} as a person runs it: a process of its own for each command. */
public final class CommandLine {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Path distribution;
  private final URI server;
  private final Path tokenFile;
  private final Path certificateAuthority;
  private final Path hadoopConf;
  private final Path directory;

  CommandLine(
      Path distribution,
      URI server,
      Path tokenFile,
      Path certificateAuthority,
      Path hadoopConf,
      Path directory) {
    this.distribution = requireNonNull(distribution, "distribution is null");
    this.server = requireNonNull(server, "server is null");
    this.tokenFile = requireNonNull(tokenFile, "tokenFile is null");
    this.certificateAuthority =
        requireNonNull(certificateAuthority, "certificateAuthority is null");
    this.hadoopConf = requireNonNull(hadoopConf, "hadoopConf is null");
    this.directory = requireNonNull(directory, "directory is null");
  }

  /** How a command ended and what it printed. */
  public record Result(int code, String out, String err) {

    /** What it printed, of a command that must have succeeded. */
    public String good() {
      if (code != 0) {
        throw new AssertionError("ended with code " + code + ": " + out + err);
      }
      return out.strip();
    }
  }

  /** Runs a command to its end. */
  public Result run(String... arguments) {
    Process process = start(arguments);
    CompletableFuture<String> out = read(process.getInputStream());
    CompletableFuture<String> err = read(process.getErrorStream());
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(
            "heddle " + String.join(" ", arguments) + " does not end: " + out.join() + err.join());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    return new Result(process.exitValue(), out.join(), err.join());
  }

  private Process start(String... arguments) {
    List<String> command = new ArrayList<>(List.of(distribution.resolve("bin/heddle").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().put("HEDDLE_SERVER", server.toString());
    builder.environment().put("HEDDLE_TOKEN_FILE", tokenFile.toString());
    builder.environment().put("HEDDLE_CERTIFICATE_AUTHORITY", certificateAuthority.toString());
    builder.environment().put("HADOOP_CONF_DIR", hadoopConf.toString());
    try {
      Files.createDirectories(directory);
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static CompletableFuture<String> read(InputStream stream) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (stream) {
            return new String(stream.readAllBytes(), UTF_8);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }
}
