package dev.heddle.cli.command;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.cli.terminal.Environment;
import dev.heddle.crd.json.Json;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code heddle kv txn}. */
@Command(
    name = "txn",
    description = {
      "Does the transaction on standard input, and prints its result; both are JSON.",
      "docs/reference/agent.yaml describes them; values are in base 64.",
    })
final class KvTransactionCommand implements Runnable {

  private final Environment environment;

  @Mixin private ApplicationTarget target;

  KvTransactionCommand(Environment environment) {
    this.environment = requireNonNull(environment, "environment is null");
  }

  @Override
  public void run() {
    JsonNode transaction;
    try {
      transaction = Json.mapper().readTree(environment.in());
    } catch (IOException e) {
      throw new UsageException("standard input is not JSON: " + e.getMessage());
    }
    environment
        .out()
        .println(
            target.lookup(environment).api().post(target.path(environment) + "/kv", transaction));
    environment.out().flush();
  }
}
