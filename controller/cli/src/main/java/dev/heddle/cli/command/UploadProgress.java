package dev.heddle.cli.command;

import static java.util.Objects.requireNonNull;

import dev.heddle.cli.terminal.Environment;
import java.nio.file.Path;

/** Tells of each tenth of a file that takes time. Used by one thread. */
final class UploadProgress {

  /** What is smaller is there before anybody has read of it. */
  private static final long WORTH_TELLING = 64L << 20;

  private static final int PARTS = 10;

  private final Environment environment;
  private final Path file;
  private final long size;
  private long told;

  UploadProgress(Environment environment, Path file, long size) {
    this.environment = requireNonNull(environment, "environment is null");
    this.file = requireNonNull(file, "file is null");
    this.size = size;
  }

  void sent(long bytes) {
    if (size < WORTH_TELLING) {
      return;
    }
    long part = bytes * PARTS / size;
    if (part > told) {
      told = part;
      environment.progress(
          file.getFileName() + ": " + part * 100 / PARTS + " % of " + (size >> 20) + " MiB");
    }
  }
}
