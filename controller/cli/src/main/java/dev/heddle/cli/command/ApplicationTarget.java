package dev.heddle.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.cli.terminal.Environment;
import dev.heddle.crd.json.Kinds;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The application that a command is about. */
final class ApplicationTarget {

  @Mixin private ServerOptions server;

  @Parameters(
      index = "0",
      paramLabel = "ID",
      description = "The application's id on YARN, or [NAMESPACE/]NAME.")
  private String id;

  Lookup lookup(Environment environment) {
    return server.lookup(environment);
  }

  ObjectNode find(Environment environment) {
    return lookup(environment).application(id);
  }

  /** Its URL path. */
  String path(Environment environment) {
    return Lookup.path(Kinds.APPLICATION, find(environment));
  }

  String id() {
    return id;
  }
}
