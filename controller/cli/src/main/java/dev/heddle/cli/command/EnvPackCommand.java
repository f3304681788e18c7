package dev.heddle.cli.command;

import static java.util.Objects.requireNonNull;

import dev.heddle.cli.env.EnvironmentPacker;
import dev.heddle.cli.env.Finding;
import dev.heddle.cli.terminal.CliException;
import dev.heddle.cli.terminal.Environment;
import dev.heddle.cli.terminal.PlainText;
import dev.heddle.cli.terminal.ProgressLine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code heddle env pack}. */
@Command(
    name = "pack",
    description = {
      "Packs a virtual or conda environment to an archive that works wherever it is unpacked.",
      "The environment itself is not changed. The same environment gives the same bytes.",
    },
    footer = {
      "",
      "Examples:",
      "  heddle env pack -o ds.tar.gz && hdfs dfs -put ds.tar.gz /envs/",
      "  heddle env pack ~/envs/ds -o ds.tar      larger, and unpacked sooner on the nodes",
    })
final class EnvPackCommand implements Callable<Integer> {

  private static final double MIB = 1 << 20;

  private final Environment environment;

  @Parameters(
      arity = "0..1",
      paramLabel = "PREFIX",
      description = "The environment's directory (default: the active one).")
  private Optional<Path> prefix = Optional.empty();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "A .tar.gz, .tgz or .tar (default: the directory's name with .tar.gz).")
  private Optional<Path> output = Optional.empty();

  @Option(names = "--force", description = "Replace a file that is there.")
  private boolean force;

  EnvPackCommand(Environment environment) {
    this.environment = requireNonNull(environment, "environment is null");
  }

  @Override
  public Integer call() throws InterruptedException {
    Path directory = prefix.or(this::active).orElseThrow(EnvPackCommand::noneActive);
    Path target = output.orElseGet(() -> Path.of(name(directory) + ".tar.gz"));
    if (!target.toString().matches(".*[^/]\\.(tar\\.gz|tgz|tar)")) {
      throw new UsageException(
          "YARN goes by the name's end: " + target + " must end in .tar.gz, .tgz or .tar");
    }
    Path absolute = target.toAbsolutePath().normalize();
    if (Files.exists(absolute) && !force) {
      throw new CliException(target + " exists", "--force replaces it");
    }
    if (!Files.isDirectory(absolute.getParent())) {
      throw new CliException("there is no directory " + absolute.getParent(), "make it first");
    }
    Instant begin = environment.clock().instant();
    EnvironmentPacker.Packed packed;
    try (ProgressLine progress = new ProgressLine(environment)) {
      packed = new EnvironmentPacker(progress).pack(directory, target);
    }
    packed.findings().forEach(finding -> print(environment, finding));
    Duration took = Duration.between(begin, environment.clock().instant());
    environment
        .out()
        .printf(
            Locale.ROOT,
            "%s: %d files, %.1f MiB, packed from %.1f MiB in %.1f s%n",
            target,
            packed.files(),
            packed.size() / MIB,
            packed.contentSize() / MIB,
            took.toMillis() / 1000.0);
    return 0;
  }

  /** To where people read, beside the result. */
  private static void print(Environment environment, Finding finding) {
    String word =
        switch (finding.level()) {
          case ERROR -> "Error";
          case WARNING -> "Warning";
          case NOTE -> "Note";
        };
    environment.err().println(word + ": " + PlainText.oneLine(finding.message()));
  }

  private Optional<Path> active() {
    return environment
        .variable("VIRTUAL_ENV")
        .or(() -> environment.variable("CONDA_PREFIX"))
        .map(Path::of);
  }

  private static String name(Path directory) {
    Path last = directory.toAbsolutePath().normalize().getFileName();
    String name = last == null ? "" : last.toString().replaceFirst("^\\.+", "");
    return name.isEmpty() ? "environment" : name;
  }

  private static CliException noneActive() {
    return new CliException(
        "no environment is active: neither VIRTUAL_ENV nor CONDA_PREFIX is set",
        "name its directory, as in heddle env pack ~/envs/ds");
  }
}
