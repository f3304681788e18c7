package dev.heddle.cli.command;

import picocli.CommandLine.Command;

/** {@code heddle kv}: Skein's key-value store. */
@Command(
    name = "kv",
    description = "Reads and writes the key-value store of a running application.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      KvGetCommand.class,
      KvPutCommand.class,
      KvDeleteCommand.class,
      KvListCommand.class,
      KvWatchCommand.class,
      KvTransactionCommand.class,
    },
    footer = {
      "",
      "Examples:",
      "  heddle kv get $id --key jupyter.notebook.info --wait",
      "  heddle kv put $id --key phase --value two",
      "  heddle kv ls $id --prefix workers/ --values",
      "  heddle kv watch $id --prefix workers/",
    })
final class KvCommand {}
