package dev.heddle.cli.command;

import picocli.CommandLine.Command;

/** {@code heddle token}: what services are known by. */
@Command(
    name = "token",
    description = "Makes tokens for services and people.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = TokenCreateCommand.class,
    footer = {
      "",
      "Examples:",
      "  heddle token create --user ci --group deployers --expires 8h",
    })
final class TokenCommand {}
