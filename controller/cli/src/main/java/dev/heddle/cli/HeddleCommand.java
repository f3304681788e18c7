package dev.heddle.cli;

import picocli.CommandLine.Command;

/** The root: its subcommands do the work. */
@Command(
    name = "heddle",
    description = "Declares notebooks and applications on Apache Hadoop YARN.",
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "1:failed; the reason is on standard error", "2:misused"},
    footer = {
      "",
      "Examples:",
      "  heddle validate my-notebook.yaml && heddle apply -f my-notebook.yaml",
      "  heddle get notebooks -A",
      "  heddle open churn",
      "",
      "Also: heddle operator runs the operator, heddle lab a Hadoop to try things on,",
      "heddle bench measures. heddle COMMAND --help says more about each.",
    })
final class HeddleCommand {}
