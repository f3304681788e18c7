package dev.heddle.scenarios.harness;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.cli.jupyter.JupyterClient;
import dev.heddle.cli.jupyter.Kernel;
import dev.heddle.crd.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Optional;

/** A notebook's Jupyter, as a browser with its token sees it. */
public final class Jupyter {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final JupyterClient client;
  private final String token;

  public Jupyter(URI base, String token) {
    this.token = requireNonNull(token, "token is null");
    this.client = new JupyterClient(http, base, token);
  }

  /** That of a notebook that is Ready. */
  public static Jupyter of(Api api, JsonNode notebook) {
    JsonNode metadata = notebook.path("metadata");
    return new Jupyter(
        URI.create(notebook.path("status").path("url").asText()),
        api.token(metadata.path("namespace").asText(), metadata.path("name").asText()));
  }

  /** Where it serves, ending in a slash. */
  public URI url() {
    return client.url();
  }

  /** HTTP status of a path, with the token. */
  public int status(String path) {
    return ask(() -> client.get(path).statusCode());
  }

  /** HTTP status of a path without any token. */
  public int statusWithoutToken(String path) {
    HttpRequest request = HttpRequest.newBuilder(url().resolve(path)).timeout(PATIENCE).build();
    return ask(() -> http.send(request, BodyHandlers.ofString(UTF_8)).statusCode());
  }

  /** Saves a file as the editor in the browser does; returns when Jupyter says it is saved. */
  public void saveText(String path, String text) {
    save(path, "{\"type\":\"file\",\"format\":\"text\",\"content\":" + quoted(text) + "}");
  }

  /** Saves a notebook with one cell of this source. */
  public void saveNotebook(String path, String source) {
    save(
        path,
        """
        {"type": "notebook", "content": {"nbformat": 4, "nbformat_minor": 2, "metadata": {},
         "cells": [{"cell_type": "code", "execution_count": null, "metadata": {}, "outputs": [],
                    "source": %s}]}}"""
            .formatted(quoted(source)));
  }

  /** Deletes a file as the browser's file list does. */
  public void delete(String path) {
    HttpResponse<String> answer = send(contents(path).DELETE());
    if (answer.statusCode() != 204) {
      throw new IllegalStateException(path + ": HTTP " + answer.statusCode() + answer.body());
    }
  }

  /** A file's content, as Jupyter reads it; empty when Jupyter has none. */
  public Optional<String> text(String path) {
    HttpResponse<String> answer = ask(() -> client.get("files/" + encoded(path)));
    return answer.statusCode() == 200 ? Optional.of(answer.body()) : Optional.empty();
  }

  private void save(String path, String json) {
    HttpResponse<String> answer = send(contents(path).PUT(BodyPublishers.ofString(json, UTF_8)));
    if (answer.statusCode() != 200 && answer.statusCode() != 201) {
      throw new IllegalStateException(path + ": HTTP " + answer.statusCode() + answer.body());
    }
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    return ask(() -> http.send(request.build(), BodyHandlers.ofString(UTF_8)));
  }

  private HttpRequest.Builder contents(String path) {
    return HttpRequest.newBuilder(url().resolve("api/contents/" + encoded(path)))
        .timeout(PATIENCE)
        .header("Authorization", "token " + token)
        .header("Content-Type", "application/json");
  }

  private static String encoded(String path) {
    return URLEncoder.encode(path, UTF_8).replace("+", "%20").replace("%2F", "/");
  }

  private static String quoted(String text) {
    return Json.mapper().getNodeFactory().textNode(text).toString();
  }

  /** What the Quit button does. */
  public void quit() {
    ask(
        () -> {
          client.quit();
          return true;
        });
  }

  /** Starts a kernel that is kept. */
  public Kernel startKernel() {
    return ask(client::startKernel);
  }

  /** Opens a terminal and types a line there; the shell lives until the server ends. */
  public void typeInNewTerminal(String line) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url().resolve("api/terminals"))
            .timeout(PATIENCE)
            .header("Authorization", "token " + token)
            .POST(BodyPublishers.ofString("{}", UTF_8));
    HttpResponse<String> answer = send(request);
    String name = ask(() -> Json.mapper().readTree(answer.body()).path("name").asText());
    URI address = url().resolve("terminals/websocket/" + name);
    WebSocket socket =
        http.newWebSocketBuilder()
            .header("Authorization", "token " + token)
            .buildAsync(
                URI.create(address.toString().replaceFirst("^http", "ws")),
                new WebSocket.Listener() {})
            .join();
    socket.sendText("[\"stdin\", " + quoted(line + "\r") + "]", true).join();
    socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
  }

  /** The text of the value of the code's last line. */
  public static String evaluate(Kernel kernel, String code) {
    return ask(() -> kernel.evaluate(code, PATIENCE));
  }

  private static <T> T ask(Question<T> question) {
    try {
      return question.ask();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private interface Question<T> {
    T ask() throws IOException, InterruptedException;
  }
}
