package dev.heddle.operator.main;

import static java.util.Objects.requireNonNull;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import dev.heddle.operator.api.AuditLog;
import dev.heddle.operator.config.ApiConfig.AuditConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The audit in a file that is put aside when it is full. Beside the log: its own context. */
final class AuditFile implements AuditLog, AutoCloseable {

  private final LoggerContext context = new LoggerContext();
  private final Logger logger;

  private AuditFile(AuditConfig config) {
    context.setMDCAdapter(new LogbackMDCAdapter()); // Without one nothing is written.
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern("%msg%n");
    encoder.start();
    RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
    appender.setContext(context);
    appender.setName("audit");
    appender.setFile(config.file().toString());
    appender.setEncoder(encoder);
    FixedWindowRollingPolicy rolling = new FixedWindowRollingPolicy();
    rolling.setContext(context);
    rolling.setParent(appender);
    rolling.setFileNamePattern(config.file() + ".%i");
    rolling.setMinIndex(1);
    rolling.setMaxIndex(config.keep());
    rolling.start();
    SizeBasedTriggeringPolicy<ILoggingEvent> full = new SizeBasedTriggeringPolicy<>();
    full.setContext(context);
    full.setMaxFileSize(new FileSize(config.size().bytes()));
    full.start();
    appender.setRollingPolicy(rolling);
    appender.setTriggeringPolicy(full);
    appender.start();
    logger = context.getLogger("audit");
    logger.addAppender(appender);
  }

  /** The audit in that file, in a directory that only the operator's user can look into. */
  static AuditFile open(AuditConfig config) throws IOException {
    requireNonNull(config, "config is null");
    Path directory = config.file().toAbsolutePath().getParent();
    if (!Files.exists(directory)) {
      Files.createDirectories(directory.getParent());
      Files.createDirectory(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    return new AuditFile(config);
  }

  @Override
  public void write(String line) {
    // Given as an argument: a brace in it is no place for another.
    logger.info("{}", line);
  }

  @Override
  public void close() {
    context.stop();
  }
}
