package dev.heddle.cli.quickstart;

import static java.util.Objects.requireNonNull;

import dev.heddle.cli.client.ClientConfig;
import dev.heddle.cli.client.Kubeconfig;
import dev.heddle.cli.jupyter.JupyterClient;
import dev.heddle.cli.jupyter.Kernel;
import dev.heddle.cli.local.Lifetime;
import dev.heddle.cli.terminal.CliException;
import dev.heddle.cli.terminal.Environment;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code heddle quickstart} */
@Command(
    name = "quickstart",
    mixinStandardHelpOptions = true,
    description = {
      "Starts a real HDFS and YARN on this machine, the operator, and one notebook.",
      "Stays until Ctrl-C, then stops all it started. State is kept for the next time."
    },
    footer = {
      "",
      "Examples:",
      "  heddle quickstart            a notebook to use",
      "  heddle quickstart --check    run 1+1 in it, tear everything down, say how it went"
    })
public final class QuickstartCommand implements Callable<Integer> {

  private static final Duration KERNEL_PATIENCE = Duration.ofSeconds(30);

  @Option(
      names = "--check",
      description = "Run 1+1 in a real kernel, print QUICKSTART OK, and tear everything down.")
  private boolean check;

  @Option(
      names = "--keep",
      description = "Leave everything running; heddle quickstart --stop ends it.")
  private boolean keep;

  @Option(names = "--stop", description = "Stop what an earlier --keep left running.")
  private boolean stop;

  @Option(
      names = "--home",
      paramLabel = "DIR",
      description = "Where state and logs are kept (default: ~/.heddle/quickstart).")
  private Path home = Path.of(System.getProperty("user.home"), ".heddle", "quickstart");

  private final Environment environment;

  QuickstartCommand(Environment environment) {
    this.environment = requireNonNull(environment, "environment is null");
  }

  @Override
  public Integer call() throws InterruptedException {
    try {
      return run();
    } catch (IOException e) {
      throw new CliException(e.getMessage(), "the logs are below " + home, e);
    }
  }

  private int run() throws IOException, InterruptedException {
    Path place = home.toAbsolutePath();
    if (stop) {
      Quickstart.stop(distribution(), place);
      return 0;
    }
    Clock clock = Clock.systemUTC();
    Stages stages = new Stages(System.out, clock);
    HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    Files.createDirectories(place);
    Lifetime lifetime = keep ? Lifetime.KEPT : Lifetime.WITH_PARENT;
    Quickstart quickstart = Quickstart.begin(distribution(), place, http, clock, stages, lifetime);
    // Also when a stage fails: what was started is stopped, unless it is to be kept.
    Thread hook = new Thread(quickstart::close, "stop");
    Runtime.getRuntime().addShutdownHook(hook);
    Quickstart.Address notebook = quickstart.run(place);
    double ready = stages.seconds();
    stages.say("the notebook is ready");
    if (check) {
      check(http, stages, notebook, ready);
    } else {
      remember(quickstart);
      show(quickstart, notebook);
    }
    if (keep) {
      Runtime.getRuntime().removeShutdownHook(hook);
      System.out.println("Left running; heddle quickstart --stop ends it.");
    } else if (!check) {
      System.out.println("Ctrl-C stops everything.");
      new CountDownLatch(1).await();
    }
    return 0;
  }

  private static void check(
      HttpClient http, Stages stages, Quickstart.Address notebook, double ready)
      throws IOException, InterruptedException {
    String result;
    try (Kernel kernel = new JupyterClient(http, notebook.url(), notebook.token()).startKernel()) {
      result = kernel.evaluate("1+1", KERNEL_PATIENCE);
    }
    if (!result.equals("2")) {
      throw new IOException("1+1 in the notebook's kernel came to " + result);
    }
    stages.say("1+1 = " + result + " in a real kernel");
    System.out.println(
        String.format(
            Locale.ROOT,
            "QUICKSTART OK  notebook ready after %.1f s, kernel answered after %.1f s",
            ready,
            stages.seconds()));
  }

  /** So that {@code heddle get} and the rest ask this operator from now on. */
  private void remember(Quickstart quickstart) {
    ClientConfig config =
        new ClientConfig(
                Optional.of(quickstart.operator().address()),
                Optional.of(quickstart.operator().tokenFile()),
                Optional.of(Quickstart.NAMESPACE))
            .trusting(Optional.of(quickstart.operator().certificateAuthority()));
    config.write(ClientConfig.file(environment));
    Kubeconfig.write(kubeconfig(), Kubeconfig.Entry.of(config), true);
  }

  /** Heddle's own: the user's is changed by heddle login only. */
  private Path kubeconfig() {
    return environment.heddleHome().resolve("kubeconfig");
  }

  private void show(Quickstart quickstart, Quickstart.Address notebook) {
    System.out.println();
    System.out.println("  Notebook  " + notebook.withToken());
    System.out.println("  HDFS      " + quickstart.nameNode());
    System.out.println("  YARN      " + quickstart.resourceManager());
    System.out.println();
    System.out.println("Try in another terminal:");
    System.out.println("  heddle get notebooks -A -w");
    System.out.println("  export KUBECONFIG=" + kubeconfig() + "; kubectl get notebooks -w");
    System.out.println("  export HADOOP_CONF_DIR=" + quickstart.hadoopConf());
    System.out.println();
  }

  private static Path distribution() {
    String directory = System.getenv("HEDDLE_HOME");
    if (directory == null) {
      throw new IllegalStateException("HEDDLE_HOME is not set; run this as `heddle quickstart`");
    }
    return Path.of(directory);
  }
}
