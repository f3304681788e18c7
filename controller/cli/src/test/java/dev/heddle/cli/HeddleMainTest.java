package dev.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.cli.Operator.Result;
import dev.heddle.cli.client.ClientConfig;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeddleMainTest {

  @TempDir Path directory;
  private Operator operator;

  @BeforeEach
  void start() {
    operator = new Operator(directory);
  }

  @AfterEach
  void stop() {
    operator.close();
  }

  @Test
  void helpNamesEveryCommand() {
    assertThat(operator.run("--help").out())
        .contains("validate", "apply", "get", "describe", "delete", "open", "logs", "events")
        .contains("start", "stop", "restart", "application", "kv", "version", "completion")
        .contains("Exit codes:");
    assertThat(operator.run().code()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "validate",
        "apply",
        "get",
        "describe",
        "delete",
        "open",
        "logs",
        "events",
        "start",
        "stop",
        "restart",
        "cleanup",
        "application",
        "container",
        "kv",
        "env",
        "nodes",
        "queues",
        "completion"
      })
  void everyCommandHelpsWithExamples(String command) {
    Result result = operator.run(command, "--help");

    assertThat(result.code()).isZero();
    assertThat(result.out()).startsWith("Usage: heddle " + command).contains("Examples:");
  }

  @Test
  void theVersionIsTheBuilds() {
    assertThat(operator.run("version").out()).matches("heddle \\d+\\.\\d+.* \\(Java \\d+\\)\n");
  }

  @Test
  void withoutAConfigurationTheWayOutIsNamed() {
    operator.with("HEDDLE_SERVER", "").with("HEDDLE_TOKEN_FILE", "");

    Result result = operator.run("get", "notebooks");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err())
        .isEqualTo(
            """
            Error: no operator is configured
            Hint: name one with --server or HEDDLE_SERVER, or start one here with heddle quickstart
            """);
  }

  @Test
  void whenNoOperatorAnswersItIsSaidInOneSentence() {
    Result result = operator.run("get", "notebooks", "--server", "http://127.0.0.1:1");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).startsWith("Error: no operator answers at http://127.0.0.1:1\nHint: ");
  }

  @Test
  void aWrongTokenIsSaidToBeOne() {
    Path wrong = Operator.write(directory, "wrong", "nonsense");

    Result result = operator.run("get", "notebooks", "--token-file", wrong.toString());

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("Unauthorized").contains("--token-file");
    assertThat(operator.run("get", "nb", "--token-file", directory + "/none").err())
        .contains("there is no token file " + directory + "/none");
  }

  @Test
  void theConfigurationFileNamesOperatorTokenAndNamespace() {
    String server = operator.variable("HEDDLE_SERVER");
    String token = operator.variable("HEDDLE_TOKEN_FILE");
    operator.notebook("churn");
    operator.with("HEDDLE_SERVER", "").with("HEDDLE_TOKEN_FILE", "");

    new ClientConfig(
            Optional.of(URI.create(server)), Optional.of(Path.of(token)), Optional.of("team-a"))
        .write(operator.home().resolve(".heddle/config.yaml"));

    assertThat(operator.run("get", "nb", "-o", "name").out()).isEqualTo("notebook/churn\n");
  }

  @Test
  void aConfigurationFileWithAMistakeIsNamed() {
    operator.with("HEDDLE_SERVER", "");
    Operator.write(operator.home(), ".heddle/config.yaml", "sever: http://127.0.0.1:1\n");

    assertThat(operator.run("get", "nb").err())
        .contains("config.yaml has the unknown field 'sever'");
    Operator.write(operator.home(), ".heddle/config.yaml", "");
    assertThat(operator.run("get", "nb", "--server", "nonsense").err())
        .contains("is not an address");
  }

  @Test
  void shellsLearnToComplete() {
    assertThat(operator.run("completion", "bash").out())
        .startsWith("#!/usr/bin/env bash")
        .contains("describe");
    assertThat(operator.run("completion", "zsh").out()).startsWith("#compdef heddle");
  }
}
