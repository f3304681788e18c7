package dev.heddle.cli.command;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.cli.terminal.Environment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code heddle token create}. */
@Command(
    name = "create",
    description = {
      "Prints a token by which its bearer is that user until it expires.",
      "It can't be withdrawn: keep its life short.",
    })
final class TokenCreateCommand implements Runnable {

  private final Environment environment;

  @Mixin private ServerOptions server;

  @Mixin private CredentialOptions options;

  TokenCreateCommand(Environment environment) {
    this.environment = requireNonNull(environment, "environment is null");
  }

  @Override
  public void run() {
    ObjectNode made =
        server.client(environment).post("/apis/heddle.dev/v1/access/tokens", options.request());
    environment.out().println(made.path("token").asText());
    environment.progress("expires at " + made.path("expires").asText());
  }
}
