package dev.heddle.cli.command;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.cli.terminal.Environment;
import dev.heddle.cli.terminal.TreeText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code heddle application specification}. */
@Command(
    name = "specification",
    description = "Prints an application's specification as YAML that can be submitted again.")
final class SpecificationCommand implements Runnable {

  private final Environment environment;

  @Mixin private ApplicationTarget target;

  SpecificationCommand(Environment environment) {
    this.environment = requireNonNull(environment, "environment is null");
  }

  @Override
  public void run() {
    ObjectNode application = target.find(environment);
    ObjectNode specification = application.objectNode();
    specification.set("apiVersion", application.path("apiVersion"));
    specification.set("kind", application.path("kind"));
    specification
        .putObject("metadata")
        .put("name", application.at("/metadata/name").asText())
        .put("namespace", application.at("/metadata/namespace").asText());
    specification.set("spec", application.path("spec"));
    environment.out().print(TreeText.yaml(specification));
    environment.out().flush();
  }
}
