package dev.heddle.cli.command;

import picocli.CommandLine.Command;

/** {@code heddle container}: what runs in containers of its own. */
@Command(
    name = "container",
    aliases = "containers",
    description = "Lists, ends and scales the containers of an application's services.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ContainerListCommand.class,
      ContainerKillCommand.class,
      ContainerScaleCommand.class,
    },
    footer = {
      "",
      "Examples:",
      "  heddle container ls etl",
      "  heddle container kill etl --id worker_3",
      "  heddle container scale etl --service worker --number 5",
      "  heddle container scale etl --service worker --delta -1",
    })
final class ContainerCommand {}
