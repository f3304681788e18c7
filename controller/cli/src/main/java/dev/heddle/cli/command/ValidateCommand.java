package dev.heddle.cli.command;

import static java.util.Objects.requireNonNull;

import dev.heddle.cli.terminal.Environment;
import dev.heddle.crd.yaml.Manifest;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code heddle validate}. */
@Command(
    name = "validate",
    description = "Checks manifest files without an operator and reports every mistake.",
    footer = {
      "",
      "Examples:",
      "  heddle validate my-notebook.yaml",
      "  heddle validate specs/            all manifests below a directory",
      "  git show HEAD:churn.yaml | heddle validate -",
    })
final class ValidateCommand implements Callable<Integer> {

  private final Environment environment;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Files, directories, or - .")
  private List<String> places = List.of();

  @Option(
      names = {"-q", "--quiet"},
      description = "Only mistakes.")
  private boolean quiet;

  ValidateCommand(Environment environment) {
    this.environment = requireNonNull(environment, "environment is null");
  }

  @Override
  public Integer call() {
    ManifestFiles files = new ManifestFiles(environment);
    List<ManifestFiles.Content> contents = files.read(places);
    int mistakes = files.printProblems(contents);
    List<Manifest> manifests = ManifestFiles.manifests(contents);
    if (!quiet) {
      manifests.forEach(
          manifest ->
              environment.out().println(manifest.file() + ": " + manifest.key() + " is valid"));
    }
    if (mistakes == 0 && manifests.isEmpty()) {
      environment.err().println("Error: there is no resource in " + String.join(", ", places));
      return 1;
    }
    return mistakes == 0 ? 0 : 1;
  }
}
