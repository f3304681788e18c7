package dev.heddle.cli.command;

import picocli.CommandLine.Command;

/** {@code heddle certificate}: what people are known by. */
@Command(
    name = "certificate",
    description = "Makes certificates for people and services.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = CertificateCreateCommand.class,
    footer = {
      "",
      "Examples:",
      "  heddle certificate create --user ada --group team-a --expires 90d --out ./ada",
    })
final class CertificateCommand {}
