package dev.heddle.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.cli.terminal.CliException;
import dev.heddle.cli.terminal.Environment;
import dev.heddle.crd.json.Kinds;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The application that a command is about. */
final class ApplicationTarget {

  private static final String CURRENT = "current";

  @Mixin private ServerOptions server;

  @Parameters(
      index = "0",
      paramLabel = "ID",
      description =
          "The application's id on YARN, [NAMESPACE/]NAME, or current: the one whose container this"
              + " is.")
  private String id;

  Lookup lookup(Environment environment) {
    return server.lookup(environment);
  }

  ObjectNode find(Environment environment) {
    return lookup(environment).application(id.equals(CURRENT) ? ofContainer(environment) : id);
  }

  /** What the launch script tells every process in a container. */
  private static String ofContainer(Environment environment) {
    return environment
        .variable("HEDDLE_APPLICATION_ID")
        .or(() -> environment.variable("SKEIN_APPLICATION_ID"))
        .orElseThrow(
            () ->
                new CliException(
                    "there is no current application: this is not a container of one",
                    "give an id of YARN, or [NAMESPACE/]NAME"));
  }

  /** Its URL path. */
  String path(Environment environment) {
    return Lookup.path(Kinds.APPLICATION, find(environment));
  }

  String id() {
    return id;
  }
}
