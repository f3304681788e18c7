package dev.heddle.operator.main;

import dev.heddle.operator.config.ConfigException;
import dev.heddle.operator.config.ConfigFile;
import dev.heddle.operator.config.OperatorConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code heddle operator} */
@Command(
    name = "heddle operator",
    mixinStandardHelpOptions = true,
    description = {
      "Run the operator: it makes the cluster match the specs, and keeps it so.",
      "Stops on SIGTERM or Ctrl-C; notebooks go on without it."
    },
    footer = {
      "",
      "Examples:",
      "  heddle operator --config /etc/heddle/operator.yaml",
      "  HADOOP_CONF_DIR=/etc/hadoop/conf heddle operator --config operator.yaml"
    })
public final class OperatorMain implements Callable<Integer> {

  private static final Logger LOG = LoggerFactory.getLogger(OperatorMain.class);

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "The operator's configuration.")
  private Path config = Path.of("operator.yaml");

  @Option(
      names = "--with-parent",
      paramLabel = "PID",
      description = "Stop when this process ends, however it ends.")
  private Optional<Long> parent = Optional.empty();

  private OperatorMain() {}

  public static void main(String[] arguments) {
    CommandLine commandLine = new CommandLine(new OperatorMain());
    commandLine.setExecutionExceptionHandler(
        (exception, command, parsed) -> {
          LOG.error("the operator can't run: {}", exception.getMessage(), exception);
          return 1;
        });
    System.exit(commandLine.execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    OperatorConfig read;
    try {
      read = ConfigFile.read(config);
    } catch (ConfigException e) {
      System.err.println(e.getMessage());
      return 2;
    }
    CountDownLatch stop = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  stop.countDown();
                  awaitQuietly(stopped);
                },
                "stop"));
    parent.ifPresent(pid -> endWith(pid, stop));
    try (Operator operator = Operator.start(read)) {
      LOG.info("serving at {}", operator.address());
      stop.await();
      LOG.info("stopping");
    } finally {
      stopped.countDown();
    }
    return 0;
  }

  private static void endWith(long pid, CountDownLatch stop) {
    Optional<ProcessHandle> handle = ProcessHandle.of(pid);
    if (handle.isEmpty()) {
      stop.countDown();
    } else {
      var unused = handle.get().onExit().thenRun(stop::countDown);
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
