package dev.heddle.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.cli.client.ApiClient;
import dev.heddle.cli.client.ApiFailure;
import dev.heddle.cli.client.Paths;
import dev.heddle.cli.terminal.CliException;
import dev.heddle.cli.terminal.Environment;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ResourceKey;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The logs of an application, whole or as they grow. */
final class LogText {

  private static final String NEXT = "Heddle-Log-Next";
  private static final String SOURCE = "Heddle-Log-Source";
  private static final String LAST = "Heddle-Log-Last";

  /** NodeManagers take some seconds to collect and to report what an application has printed. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Environment environment;
  private final ApiClient api;
  private String said = "";

  LogText(Environment environment, ApiClient api) {
    this.environment = requireNonNull(environment, "environment is null");
    this.api = requireNonNull(api, "api is null");
  }

  /**
   * Prints what was asked for.
   *
   * @param object the application as it is now
   */
  void print(JsonNode object, LogOptions options) {
    if (options.allContainers()) {
      new ContainerLogs(environment, api, this, options).print(object);
      return;
    }
    ResourceKey application = Lookup.key(Kinds.APPLICATION, object);
    print(application, options.container(), options, LogOutput.plain(environment.out()));
  }

  void print(
      ResourceKey application, Optional<String> container, LogOptions options, LogOutput output) {
    String which = container.map(name -> "&" + Paths.parameter("container", name)).orElse("");
    String log = Paths.item(Kinds.APPLICATION, application) + "/log?";
    String start = options.start();
    if (options.follow()) {
      follow(log + "follow=true" + which + start, output);
      return;
    }
    String previous = options.previous() ? "&previous=true" : "";
    Utf8Pieces text = new Utf8Pieces();
    String query = start;
    while (true) {
      HttpResponse<byte[]> page =
          page(application, log + "follow=false" + which + query + previous);
      output.print(text.next(page.body()));
      Optional<String> next = page.headers().firstValue(NEXT);
      boolean last = page.headers().firstValue(LAST).filter("true"::equals).isPresent();
      if (page.body().length == 0 || last || next.isEmpty()) {
        output.print(text.end());
        output.end();
        return;
      }
      String source =
          page.headers().firstValue(SOURCE).map(s -> "&" + Paths.parameter("of", s)).orElse("");
      query = "&offset=" + next.orElseThrow() + source;
    }
  }

  /** Waits while the log is on its way from the nodes to the cluster's file system. */
  private HttpResponse<byte[]> page(ResourceKey application, String path) {
    Instant begin = environment.clock().instant();
    while (true) {
      try {
        return api.getBytes(path);
      } catch (ApiFailure e) {
        boolean passing = e.reason().equals("ServiceUnavailable");
        Instant now = environment.clock().instant();
        if (!passing || Duration.between(begin, now).compareTo(PATIENCE) >= 0) {
          throw e;
        }
        if (!said.equals(e.getMessage())) {
          said = e.getMessage();
          environment.progress(said + "; waiting");
        }
        new Wait(api, environment, PATIENCE)
            .untilOrPause(Kinds.APPLICATION, application, Duration.ofSeconds(1), object -> false);
      }
    }
  }

  private void follow(String path, LogOutput output) {
    char[] buffer = new char[8192];
    try (Reader reader = new InputStreamReader(api.stream(path), UTF_8)) {
      for (int read = reader.read(buffer); read >= 0; read = reader.read(buffer)) {
        output.print(new String(buffer, 0, read));
        if (output.isClosed()) {
          return;
        }
      }
      output.end();
    } catch (IOException e) {
      throw new CliException("the log broke off: " + e.getMessage(), "ask again to go on", e);
    }
  }
}
