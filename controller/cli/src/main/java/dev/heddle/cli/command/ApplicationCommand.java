package dev.heddle.cli.command;

import picocli.CommandLine.Command;

/** {@code heddle application}: Skein's commands, word for word. */
@Command(
    name = "application",
    aliases = "app",
    description = "Runs single YARN applications, in Skein's words.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      SubmitCommand.class,
      ApplicationListCommand.class,
      ApplicationStatusCommand.class,
      SpecificationCommand.class,
      MoveCommand.class,
      ShutdownCommand.class,
      KillCommand.class,
      ApplicationLogsCommand.class,
      SecurityCommand.class,
    },
    footer = {
      "",
      "ID is YARN's application id, or [NAMESPACE/]NAME.",
      "",
      "Examples:",
      "  id=$(heddle application submit jupyter-demo.yaml)",
      "  heddle kv get $id --key jupyter.notebook.info --wait",
      "  heddle application shutdown $id",
    })
final class ApplicationCommand {}
