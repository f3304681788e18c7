package dev.heddle.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.client.api.YarnClientApplication;

/**
 * The reference: a YARN application that is nothing but Jupyter is killed, which costs it its
 * container and has YARN start the next attempt, and quit.
 */
final class BareSamples {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int PORT = 21_050;

  private final BareYarn bare;
  private final YarnReports yarn;
  private final HttpClient http;
  private final Clock clock;
  private final LongSupplier nanos;

  BareSamples(BareYarn bare, YarnReports yarn, HttpClient http, Clock clock, LongSupplier nanos) {
    this.bare = requireNonNull(bare, "bare is null");
    this.yarn = requireNonNull(yarn, "yarn is null");
    this.http = requireNonNull(http, "http is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.nanos = requireNonNull(nanos, "nanos is null");
  }

  List<Row> rows(int n) throws IOException, InterruptedException {
    double[] killed = new double[n];
    double[] quit = new double[n];
    HttpReadiness readiness = new HttpReadiness(http, nanos);
    URI api = URI.create("http://127.0.0.1:" + PORT + "/api");
    for (int i = 0; i < n; i++) {
      YarnClientApplication application = bare.reserve();
      ApplicationId id = bare.submit(application, PORT, 2);
      long unused = readiness.awaitOk(api, LIMIT);
      ProcessHandle jupyter = ContainerProcesses.of(id, "NotebookApp.port=" + PORT);
      long begin = nanos.getAsLong();
      if (!jupyter.destroyForcibly()) {
        throw new IOException("Jupyter could not be killed");
      }
      jupyter.onExit().join();
      killed[i] = (readiness.awaitOk(api, LIMIT) - begin) / 1e9;

      begin = nanos.getAsLong();
      quit();
      long end = yarn.await(id, r -> YarnReports.OVER.contains(r.getYarnApplicationState()), LIMIT);
      quit[i] = (end - begin) / 1e9;
      bare.awaitNone(clock, LIMIT);
    }
    return List.of(Row.of("kill-notebook-bare", killed, "s"), Row.of("quit-bare", quit, "s"));
  }

  private void quit() throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + PORT + "/api/shutdown"))
            .header("Authorization", "token bare")
            .timeout(LIMIT)
            .POST(BodyPublishers.noBody())
            .build();
    int status = http.send(request, BodyHandlers.ofString(UTF_8)).statusCode();
    if (status != 200) {
      throw new IOException("Jupyter did not quit: HTTP " + status);
    }
  }
}
