package dev.heddle.appmaster.container;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.appmaster.container.AgentLog.Level;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogSettingsTest {
  private static final Map<String, String> WITH_FILE =
      Map.of("HEDDLE_LOG_LEVEL", "warn", "HEDDLE_LOG_CONFIG", "log4j.properties");

  @TempDir private Path directory;

  @Test
  void theWordInTheEnvironmentCounts() {
    assertThat(LogSettings.of(Map.of(), directory).level()).isEqualTo(Level.INFO);
    assertThat(LogSettings.of(Map.of("HEDDLE_LOG_LEVEL", "debug"), directory).level())
        .isEqualTo(Level.DEBUG);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "log4j.rootLogger=DEBUG, console | DEBUG",
        "log4j.rootCategory=error        | ERROR",
        "rootLogger.level = trace        | TRACE",
        "l=OFF;log4j.rootLogger=${l}, A  | OFF",
        "log4j.rootLogger=ERROR;log4j.logger.dev.heddle=ALL | ALL",
      })
  void theFileTakesItsPlace(String lines, Level level) throws IOException {
    Files.writeString(directory.resolve("log4j.properties"), lines.replace(';', '\n'));

    assertThat(LogSettings.of(WITH_FILE, directory).level()).isEqualTo(level);
    assertThat(LogSettings.of(WITH_FILE, directory).trouble()).isEmpty();
  }

  @Test
  void aFileThatSaysNothingIsSaidAndLeavesTheWord() throws IOException {
    assertThat(LogSettings.of(WITH_FILE, directory).trouble().orElseThrow()).contains("read");
    Files.writeString(directory.resolve("log4j.properties"), "log4j.appender.A=x\n");

    assertThat(LogSettings.of(WITH_FILE, directory).level()).isEqualTo(Level.WARN);
    assertThat(LogSettings.of(WITH_FILE, directory).trouble().orElseThrow()).contains("no level");
  }

  @ParameterizedTest
  @CsvSource({"DEBUG,4", "INFO,3", "WARN,2", "ERROR,1", "OFF,0"})
  void aLevelLeavesOutWhatIsLess(Level level, int lines) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    AgentLog log =
        new AgentLog(
            new PrintStream(text, true, UTF_8), Clock.fixed(Instant.EPOCH, ZoneOffset.UTC), level);

    log.detail(() -> "a look");
    log.say("it started");
    log.say("it goes on", new IOException("away"));
    log.giveUp("it ends", new IOException("gone"));

    assertThat(text.toString(UTF_8).lines()).hasSize(lines);
  }
}
