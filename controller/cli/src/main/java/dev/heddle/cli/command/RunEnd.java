package dev.heddle.cli.command;

import static java.util.Locale.ROOT;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.cli.client.ApiClient;
import dev.heddle.cli.terminal.Environment;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ResourceKey;

/** The end of the run that an application is in, to be waited for. */
final class RunEnd {

  private final Environment environment;
  private final ApiClient api;
  private final ResourceKey key;
  private final String run;

  private RunEnd(Environment environment, ApiClient api, JsonNode application) {
    this.environment = requireNonNull(environment, "environment is null");
    this.api = requireNonNull(api, "api is null");
    this.key = Lookup.key(Kinds.APPLICATION, application);
    this.run = run(application);
  }

  /** Of the application as it is now. */
  static RunEnd of(ApplicationTarget target, Environment environment) {
    return new RunEnd(environment, target.lookup(environment).api(), target.find(environment));
  }

  ApiClient api() {
    return api;
  }

  /** Until it has ended, or another one has begun; at once unless that is wanted. */
  void await(WaitOptions wait) {
    if (!wait.wanted()) {
      return;
    }
    JsonNode after =
        new Wait(api, environment, wait.limit())
            .until(
                Kinds.APPLICATION,
                key,
                "ended",
                now ->
                    now.isMissingNode()
                        || !run(now).equals(run)
                        || now.at("/status").hasNonNull("finishedAt"));
    environment
        .out()
        .println(run + " " + after.at("/status/finalStatus").asText("ended").toLowerCase(ROOT));
    environment.out().flush();
  }

  private static String run(JsonNode application) {
    return application.at("/status/run/applicationId").asText("");
  }
}
