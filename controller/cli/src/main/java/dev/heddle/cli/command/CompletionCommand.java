package dev.heddle.cli.command;

import static java.util.Objects.requireNonNull;

import dev.heddle.cli.terminal.Environment;
import java.util.Locale;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code heddle completion}. */
@Command(
    name = "completion",
    description = "Prints the completion script for a shell.",
    footer = {
      "",
      "Examples:",
      "  source <(heddle completion bash)                        in ~/.bashrc",
      "  heddle completion zsh > \"$${fpath[1]}/_heddle\"          for zsh",
    })
final class CompletionCommand implements Runnable {

  private final Environment environment;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}.")
  private Shell shell;

  CompletionCommand(Environment environment) {
    this.environment = requireNonNull(environment, "environment is null");
  }

  /** Shells that can complete. */
  enum Shell {
    BASH,
    ZSH;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Override
  public void run() {
    if (shell == Shell.ZSH) {
      environment.out().println("#compdef heddle");
    }
    environment.out().print(AutoComplete.bash("heddle", spec.root().commandLine()));
    environment.out().flush();
  }
}
