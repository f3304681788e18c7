package dev.heddle.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.heddle.cli.client.ApiClient;
import dev.heddle.cli.terminal.CliException;
import dev.heddle.cli.terminal.Environment;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.http.HttpResponse;
import java.util.Optional;

/** The log of an application, whole or as it grows. */
final class LogText {

  private static final String NEXT = "Heddle-Log-Next";

  private final Environment environment;
  private final ApiClient api;

  LogText(Environment environment, ApiClient api) {
    this.environment = environment;
    this.api = api;
  }

  /**
   * Prints it.
   *
   * @param application the application's URL path
   */
  void print(String application, Optional<Integer> tail, boolean follow) {
    String start = tail.map(lines -> "tail=" + lines).orElse("offset=0");
    if (follow) {
      follow(application + "/log?follow=true&" + start);
      return;
    }
    String query = start;
    while (true) {
      HttpResponse<byte[]> page = api.getBytes(application + "/log?" + query);
      environment.out().print(new String(page.body(), UTF_8));
      environment.out().flush();
      Optional<String> next = page.headers().firstValue(NEXT);
      if (page.body().length == 0 || next.isEmpty()) {
        return;
      }
      query = "offset=" + next.orElseThrow();
    }
  }

  private void follow(String path) {
    char[] buffer = new char[8192];
    try (Reader reader = new InputStreamReader(api.stream(path), UTF_8)) {
      for (int read = reader.read(buffer); read >= 0; read = reader.read(buffer)) {
        environment.out().write(buffer, 0, read);
        environment.out().flush();
        if (environment.out().checkError()) {
          return; // Nobody reads any more, as in "heddle logs churn -f | head".
        }
      }
    } catch (IOException e) {
      throw new CliException("the log broke off: " + e.getMessage(), "ask again to go on", e);
    }
  }
}
