package dev.heddle.cli.command;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.cli.env.ArchiveReport;
import dev.heddle.cli.env.ArchiveReport.State;
import dev.heddle.cli.env.ArchiveReport.Use;
import dev.heddle.cli.env.Finding;
import dev.heddle.cli.env.Recipe;
import dev.heddle.cli.terminal.CliException;
import dev.heddle.cli.terminal.Environment;
import dev.heddle.cli.terminal.PlainText;
import dev.heddle.cli.terminal.ProgressLine;
import dev.heddle.cli.terminal.TextTable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code heddle env check}. */
@Command(
    name = "check",
    description = {
      "Says what an archive of an environment is good for, what is missing and what won't work.",
      "Ends with 1 when it can't be used, or not for the recipe that is asked for.",
    },
    footer = {
      "",
      "Examples:",
      "  heddle env check ds.tar.gz",
      "  heddle env check ds.tar.gz --recipe lab --recipe kernel",
      "  hdfs dfs -cat /envs/ds.tar.gz | heddle env check - -o json",
    })
final class EnvCheckCommand implements Callable<Integer> {

  private static final long MIB = 1 << 20;

  private final Environment environment;

  @Parameters(paramLabel = "ARCHIVE", description = "A tar or tar.gz file, or - .")
  private String archive;

  @Option(
      names = "--recipe",
      paramLabel = "RECIPE",
      description = "${COMPLETION-CANDIDATES}; may be repeated.")
  private List<Recipe> recipes = List.of();

  @Mixin private OutputOptions output;

  EnvCheckCommand(Environment environment) {
    this.environment = requireNonNull(environment, "environment is null");
  }

  @Override
  public Integer call() {
    ArchiveReport report = report();
    if (!output.print(environment, tree(report))) {
      print(report);
    }
    boolean missing =
        recipes.stream().anyMatch(recipe -> report.recipes().get(recipe).state() == State.MISSING);
    return report.isUsable() && !missing ? 0 : 1;
  }

  private ArchiveReport report() {
    try (ProgressLine progress = new ProgressLine(environment);
        InputStream in = open()) {
      return ArchiveReport.of(in, bytes -> progress.show("read " + bytes / MIB + " MiB"));
    } catch (IOException e) {
      throw new CliException(archive + " can't be read: " + e.getMessage(), "", e);
    }
  }

  private InputStream open() throws IOException {
    if (archive.equals("-")) {
      return environment.in();
    }
    if (archive.matches("[a-z0-9]+://?.*")) {
      throw new CliException(
          "that is no file of this machine: " + archive,
          "hdfs dfs -cat " + archive + " | heddle env check -");
    }
    Path file = Path.of(archive);
    if (!Files.isRegularFile(file)) {
      throw new CliException("there is no file " + archive);
    }
    return Files.newInputStream(file);
  }

  private void print(ArchiveReport report) {
    environment
        .out()
        .println(
            archive
                + ": "
                + report.files()
                + " files, "
                + mebibytes(report.size())
                + ", unpacked "
                + mebibytes(report.contentSize())
                + report.python().map(version -> ", Python " + version).orElse(""));
    TextTable table = new TextTable("RECIPE", "STATE", "MISSING", "FOR");
    for (Map.Entry<Recipe, Use> each : shown(report).entrySet()) {
      table.add(
          each.getKey().toString(),
          word(each.getValue().state()),
          String.join(", ", each.getValue().missing()),
          each.getKey().purpose());
    }
    table.print(environment.out(), environment.colors(), true);
    for (Finding finding : report.findings()) {
      environment
          .out()
          .println(word(finding.level()) + ": " + PlainText.oneLine(finding.message()));
    }
    environment.out().flush();
  }

  private Map<Recipe, Use> shown(ArchiveReport report) {
    Map<Recipe, Use> shown = new EnumMap<>(report.recipes());
    if (!recipes.isEmpty()) {
      shown.keySet().retainAll(recipes);
    }
    return shown;
  }

  private ObjectNode tree(ArchiveReport report) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.put("archive", archive)
        .put("usable", report.isUsable())
        .put("size", report.size())
        .put("contentSize", report.contentSize())
        .put("files", report.files());
    report.python().ifPresent(version -> tree.put("python", version));
    ObjectNode modules = tree.putObject("modules");
    report.modules().forEach(modules::put);
    ObjectNode uses = tree.putObject("recipes");
    shown(report)
        .forEach(
            (recipe, use) -> {
              ObjectNode node = uses.putObject(recipe.toString());
              node.put("state", word(use.state()));
              ArrayNode missing = node.putArray("missing");
              use.missing().forEach(missing::add);
            });
    ArrayNode findings = tree.putArray("findings");
    report
        .findings()
        .forEach(
            finding ->
                findings
                    .addObject()
                    .put("level", word(finding.level()))
                    .put("code", finding.code())
                    .put("message", finding.message()));
    return tree;
  }

  private static String word(State state) {
    return switch (state) {
      case READY -> "Ready";
      case DEPENDS -> "DependsOnNode";
      case MISSING -> "Missing";
    };
  }

  private static String word(Finding.Level level) {
    return switch (level) {
      case ERROR -> "Error";
      case WARNING -> "Warning";
      case NOTE -> "Note";
    };
  }

  private static String mebibytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f MiB", bytes / (double) MIB);
  }
}
