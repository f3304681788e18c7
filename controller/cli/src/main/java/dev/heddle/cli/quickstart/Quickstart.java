package dev.heddle.cli.quickstart;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.cli.client.Notebooks;
import dev.heddle.cli.local.Lifetime;
import dev.heddle.cli.local.LocalHadoop;
import dev.heddle.cli.local.LocalOperator;
import dev.heddle.cli.local.OperatorSettings;
import dev.heddle.cli.local.WebHdfs;
import dev.heddle.cli.terminal.CliException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/** Brings up Hadoop, the operator and one notebook, stage by stage. */
final class Quickstart implements AutoCloseable {

  static final String NAMESPACE = "quickstart";
  static final String NAME = "hello";

  private static final Path MANIFEST = Path.of("manifests/quickstart/notebook.yaml");
  private static final String SPECS = "/heddle/specs/" + NAMESPACE;
  private static final String FILE = SPECS + "/notebook.yaml";

  /** With one notebook to keep, compiling well costs more than it will ever save. */
  private static final String SHORT_LIFE = "-Xmx512m -XX:TieredStopAtLevel=1";

  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(15);
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Path distribution;
  private final HttpClient http;
  private final Clock clock;
  private final Stages stages;
  private final LocalHadoop hadoop;
  private final Lifetime lifetime;
  private volatile Optional<LocalOperator> operator = Optional.empty();
  private volatile boolean serving;
  private boolean filePut;

  private Quickstart(
      Path distribution,
      HttpClient http,
      Clock clock,
      Stages stages,
      LocalHadoop hadoop,
      Lifetime lifetime) {
    this.distribution = distribution;
    this.http = http;
    this.clock = clock;
    this.stages = stages;
    this.hadoop = hadoop;
    this.lifetime = lifetime;
  }

  /** Where a running notebook is. */
  record Address(URI url, String token) {
    /** For the address line of a browser; made for one person's eyes (I15). */
    String withToken() {
      return url + "?token=" + token;
    }
  }

  /** Begins: Hadoop's process is started. */
  static Quickstart begin(
      Path distribution, Path home, HttpClient http, Clock clock, Stages stages, Lifetime lifetime)
      throws IOException {
    requireNonNull(distribution, "distribution is null");
    Optional<ProcessHandle> left = LocalOperator.running(operatorHome(home));
    if (left.isPresent()) {
      throw new IOException(
          "a quick start is already running with "
              + home
              + "; stop it with Ctrl-C, or with `heddle quickstart --stop` if it was kept");
    }
    stages.say("starting HDFS and YARN; state and logs are in " + home);
    LocalHadoop hadoop = LocalHadoop.start(distribution, hadoopHome(home), lifetime);
    return new Quickstart(distribution, http, clock, stages, hadoop, lifetime);
  }

  /** Stops what {@code --keep} left running. */
  static void stop(Path distribution, Path home) throws IOException, InterruptedException {
    Optional<ProcessHandle> operator = LocalOperator.running(operatorHome(home));
    operator.ifPresent(ProcessHandle::destroy);
    if (operator.isPresent()) {
      operator.get().onExit().join();
    }
    LocalHadoop.stop(distribution, hadoopHome(home));
  }

  private static Path hadoopHome(Path home) {
    return home.resolve("hadoop");
  }

  private static Path operatorHome(Path home) {
    return home.resolve("operator");
  }

  /** Does all stages, until the notebook serves. */
  Address run(Path home) throws IOException, InterruptedException {
    Instant begin = clock.instant();
    hadoop.awaitReady(
        new LocalHadoop.Listener() {
          @Override
          public void step(String words) {
            stages.say(words);
          }

          @Override
          public void configured() throws IOException {
            startOperator(home);
          }

          @Override
          public void hdfsReady() throws IOException, InterruptedException {
            if (!files().exists(FILE)) {
              putFile();
            }
          }
        });
    LocalOperator running = operator.orElseThrow();
    running.awaitReady(clock);
    serving = true;
    stages.say("the operator is ready at " + running.address());
    if (!filePut) {
      removeNotebook(running); // a run that was killed has left one
      putFile();
    }
    return awaitNotebook(running, begin);
  }

  private void putFile() throws IOException, InterruptedException {
    WebHdfs files = files();
    files.makeDirectory(SPECS);
    files.put(FILE, Files.readAllBytes(distribution.resolve(MANIFEST)));
    filePut = true;
    stages.say("put " + MANIFEST + " into " + hadoop.fileSystem() + SPECS + "/");
  }

  private void startOperator(Path home) throws IOException {
    operator =
        Optional.of(
            LocalOperator.start(
                distribution,
                operatorHome(home),
                hadoop.conf(),
                lifetime,
                OperatorSettings.none(),
                Map.of("HEDDLE_OPERATOR_OPTS", SHORT_LIFE)));
    stages.say("starting the operator");
  }

  /** What an earlier run left may still say that it serves: only one that began since counts. */
  private Address awaitNotebook(LocalOperator running, Instant begin)
      throws IOException, InterruptedException {
    Notebooks notebooks = new Notebooks(running.api());
    Instant deadline = clock.instant().plus(PATIENCE);
    String said = "";
    while (clock.instant().isBefore(deadline)) {
      Optional<ObjectNode> notebook = notebooks.find(NAMESPACE, NAME);
      String news = notebook.map(Quickstart::describe).orElse("");
      if (!news.equals(said)) {
        stages.say(news);
        said = news;
      }
      JsonNode status =
          notebook.<JsonNode>map(n -> n.path("status")).orElse(MissingNode.getInstance());
      if (status.path("phase").asText().equals("Ready") && hasBegun(status, begin)) {
        String token =
            notebooks
                .token(NAMESPACE, NAME)
                .orElseThrow(() -> new IOException("the notebook has no token"));
        return new Address(URI.create(status.path("url").asText()), token);
      }
      running.process().pause(LOOK_AGAIN);
    }
    throw running
        .process()
        .failure("did not bring up the notebook within " + PATIENCE.toSeconds() + " s: " + said);
  }

  private static boolean hasBegun(JsonNode status, Instant begin) {
    return !Instant.parse(status.path("startedAt").asText())
        .isBefore(begin.truncatedTo(ChronoUnit.SECONDS));
  }

  private static String describe(JsonNode notebook) {
    JsonNode status = notebook.path("status");
    String application = status.path("applicationId").asText();
    StringBuilder text =
        new StringBuilder("notebook " + NAMESPACE + "/" + NAME + ": ")
            .append(status.path("phase").asText("Pending"));
    if (!application.isEmpty()) {
      text.append(", ").append(application);
    }
    for (JsonNode condition : status.path("conditions")) {
      if (condition.path("type").asText().equals("Stalled")
          && condition.path("status").asText().equals("True")) {
        text.append(": ").append(condition.path("message").asText());
      }
    }
    return text.toString();
  }

  /** Where {@code HADOOP_CONF_DIR} is to point. */
  Path hadoopConf() {
    return hadoop.conf();
  }

  URI nameNode() {
    return hadoop.nameNode();
  }

  URI resourceManager() {
    return hadoop.resourceManager();
  }

  LocalOperator operator() {
    return operator.orElseThrow();
  }

  private WebHdfs files() {
    return new WebHdfs(http, hadoop.nameNode(), System.getProperty("user.name"));
  }

  /** Removes the file and waits until nothing of its notebook is left. */
  private void removeNotebook(LocalOperator running) throws IOException, InterruptedException {
    files().delete(FILE);
    Notebooks notebooks = new Notebooks(running.api());
    notebooks.delete(NAMESPACE, NAME);
    Instant deadline = clock.instant().plus(STOP_PATIENCE);
    while (notebooks.find(NAMESPACE, NAME).isPresent() && clock.instant().isBefore(deadline)) {
      running.process().pause(LOOK_AGAIN);
    }
  }

  /**
   * Stops the notebook, then operator and Hadoop at once; the operator first when the notebook
   * could not be stopped, so that it mends nothing.
   */
  @Override
  public void close() {
    if (serving && stopNotebook()) {
      operator.ifPresent(LocalOperator::askToEnd);
      hadoop.askToEnd();
    }
    operator.ifPresent(LocalOperator::close);
    hadoop.close();
  }

  private boolean stopNotebook() {
    try {
      removeNotebook(operator.orElseThrow());
      return true;
    } catch (IOException | CliException e) {
      stages.say("the notebook was not stopped in good order: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }
}
