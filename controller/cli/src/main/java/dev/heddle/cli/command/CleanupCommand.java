package dev.heddle.cli.command;

import picocli.CommandLine.Command;

/** {@code heddle cleanup}: what goes by itself. */
@Command(
    name = "cleanup",
    description = "Shows what policies would clean up.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {CleanupPlanCommand.class},
    footer = {
      "",
      "Examples:",
      "  heddle cleanup plan",
      "  heddle cleanup plan --policy finished -o yaml",
      "  heddle get cleanuppolicies",
    })
final class CleanupCommand {}
