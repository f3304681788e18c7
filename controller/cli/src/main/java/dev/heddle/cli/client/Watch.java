package dev.heddle.cli.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.crd.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.Optional;

/** A running watch: one event a line. */
public final class Watch implements AutoCloseable {

  private final BufferedReader lines;

  Watch(InputStream body) {
    this.lines = new BufferedReader(new InputStreamReader(body, UTF_8));
  }

  /**
   * What happened.
   *
   * @param type ADDED, MODIFIED or DELETED
   * @param object the object, or a table with its row
   */
  public record Event(String type, JsonNode object) {

    public boolean isDeletion() {
      return type.equals("DELETED");
    }
  }

  /**
   * The next event; empty when the watch has ended.
   *
   * @throws ApiFailure when the operator ended it with a reason
   */
  public Optional<Event> next() {
    try {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isBlank()) {
          JsonNode tree = Json.mapper().readTree(line);
          String type = tree.path("type").asText();
          if (type.equals("ERROR")) {
            JsonNode status = tree.path("object");
            throw ApiFailure.of(status.path("code").asInt(500), status);
          }
          return Optional.of(new Event(type, tree.path("object")));
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      // A connection that breaks is one way for a watch to end.
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    try {
      lines.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
