package dev.heddle.cli.command;

import picocli.CommandLine.Command;

/** {@code heddle env}: Python environments as archives. */
@Command(
    name = "env",
    description = "Packs Python environments so that they work on the nodes, and checks archives.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {EnvPackCommand.class, EnvCheckCommand.class},
    footer = {
      "",
      "Examples:",
      "  heddle env pack                          the active environment",
      "  heddle env pack ~/envs/ds -o ds.tar.gz",
      "  heddle env check ds.tar.gz --recipe notebook",
    })
final class EnvCommand {}
