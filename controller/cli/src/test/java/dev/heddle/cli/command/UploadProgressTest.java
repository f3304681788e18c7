package dev.heddle.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.cli.terminal.Environment;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class UploadProgressTest {

  private final StringWriter err = new StringWriter();
  private final Environment environment =
      new Environment(
          InputStream.nullInputStream(),
          new PrintWriter(new StringWriter()),
          new PrintWriter(err),
          true,
          true,
          Map.of(),
          Path.of("home"),
          "ada",
          Clock.fixed(Instant.EPOCH, ZoneOffset.UTC),
          new SplittableRandom(7));

  @Test
  void eachTenthOfALargeFileIsToldOnce() {
    UploadProgress progress = new UploadProgress(environment, Path.of("env.tar.gz"), 100 << 20);

    for (long sent = 1 << 20; sent <= 100 << 20; sent += 1 << 20) {
      progress.sent(sent);
    }

    assertThat(err.toString().lines())
        .hasSize(10)
        .startsWith("env.tar.gz: 10 % of 100 MiB")
        .endsWith("env.tar.gz: 100 % of 100 MiB");
  }

  @Test
  void aSmallFileIsNotWorthIt() {
    new UploadProgress(environment, Path.of("a.py"), 10).sent(10);

    assertThat(err.toString()).isEmpty();
  }
}
