package dev.heddle.appmaster.container;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much the agent is to log: a word in the environment, or a Log4j properties file in its place.
 * Of the file only levels are taken, the agent's own before the root's: the agent has one logger
 * and one place to write to.
 *
 * @param trouble why the file says nothing, to be logged
 */
public record LogSettings(AgentLog.Level level, Optional<String> trouble) {
  private static final List<String> KEYS =
      List.of(
          "log4j.logger.dev.heddle",
          "logger.heddle.level",
          "log4j.rootLogger",
          "log4j.rootCategory",
          "rootLogger.level",
          "rootLogger");
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^}]+)\\}");

  public static LogSettings of(Map<String, String> variables, Path workDir) {
    Optional<AgentLog.Level> word =
        Optional.ofNullable(variables.get("HEDDLE_LOG_LEVEL")).flatMap(LogSettings::level);
    AgentLog.Level usual = word.orElse(AgentLog.Level.INFO);
    String file = variables.getOrDefault("HEDDLE_LOG_CONFIG", "");
    if (file.isEmpty()) {
      return new LogSettings(usual, Optional.empty());
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(workDir.resolve(file))) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      return new LogSettings(usual, Optional.of("logConfig cannot be read: " + e.getMessage()));
    }
    for (String key : KEYS) {
      Optional<AgentLog.Level> level =
          Optional.ofNullable(properties.getProperty(key))
              .flatMap(text -> level(resolved(text, properties)));
      if (level.isPresent()) {
        return new LogSettings(level.get(), Optional.empty());
      }
    }
    return new LogSettings(
        usual, Optional.of("logConfig names no level of a root logger, nor of dev.heddle"));
  }

  /** The first word of a logger's value is its level; appenders follow. */
  private static Optional<AgentLog.Level> level(String text) {
    String word = text.split(",", 2)[0].strip().toUpperCase(Locale.ROOT);
    for (AgentLog.Level level : AgentLog.Level.values()) {
      if (level.name().equals(word)) {
        return Optional.of(level);
      }
    }
    return Optional.empty();
  }

  private static String resolved(String text, Properties properties) {
    Matcher reference = REFERENCE.matcher(text);
    return reference.replaceAll(
        found -> Matcher.quoteReplacement(properties.getProperty(found.group(1), "")));
  }
}
