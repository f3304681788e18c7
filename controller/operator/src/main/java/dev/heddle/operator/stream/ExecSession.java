package dev.heddle.operator.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.appmaster.protocol.StreamFrame;
import dev.heddle.appmaster.protocol.StreamFrame.Kind;
import dev.heddle.crd.json.Json;
import dev.heddle.operator.agent.AgentStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Joins a client with a command in a container until one of the two ends. */
public final class ExecSession {

  private static final byte[] NOTHING = {};

  private final ExecClient client;
  private final AgentStream agent;
  private final boolean input;

  /**
   * @param input whether the client sends input; without, the command sees its end at once
   */
  public ExecSession(ExecClient client, AgentStream agent, boolean input) {
    this.client = requireNonNull(client, "client is null");
    this.agent = requireNonNull(agent, "agent is null");
    this.input = input;
  }

  /** Takes in what the client sends; to be run by a thread of its own. Ends the command. */
  public void receive() throws IOException {
    try (agent) {
      client.read(
          new ExecClient.Receiver() {
            @Override
            public void bytes(int channel, byte[] bytes, int from, int length) throws IOException {
              if (channel == ExecClient.IN && input && length > 0) {
                agent.write(Kind.IN, bytes, from, length);
              } else if (channel == ExecClient.RESIZE) {
                resize(new String(bytes, from, length, UTF_8));
              }
            }

            @Override
            public void end(int channel) throws IOException {
              if (channel == ExecClient.IN) {
                agent.write(Kind.IN_END, NOTHING, 0, 0);
              }
            }
          });
    }
  }

  private void resize(String json) throws IOException {
    try {
      JsonNode size = Json.mapper().readTree(json);
      String text = size.path("Width").asInt() + " " + size.path("Height").asInt();
      byte[] bytes = text.getBytes(UTF_8);
      agent.write(Kind.RESIZE, bytes, 0, bytes.length);
    } catch (JsonProcessingException e) {
      // A size that nobody can read changes nothing.
      return;
    }
  }

  /**
   * Hands on what the command prints, until it ends.
   *
   * @return its exit code; empty when it could not be run, or was cut off
   */
  public Optional<Integer> send() throws IOException {
    client.write(ExecClient.OUT, NOTHING, 0, 0);
    if (!input) {
      agent.write(Kind.IN_END, NOTHING, 0, 0);
    }
    Optional<StreamFrame> frame = agent.read();
    while (frame.isPresent()) {
      byte[] bytes = frame.get().bytes();
      switch (frame.get().kind()) {
        case OUT -> client.write(ExecClient.OUT, bytes, 0, bytes.length);
        case ERR -> client.write(ExecClient.ERR, bytes, 0, bytes.length);
        case EXIT -> {
          int code = Integer.parseInt(new String(bytes, UTF_8));
          client.end(status(code));
          return Optional.of(code);
        }
        case FAILED -> {
          client.end(failure(new String(bytes, UTF_8)));
          return Optional.empty();
        }
        case PING -> client.ping();
        case IN, IN_END, OUT_END, RESIZE -> {
          // Not for a client.
        }
      }
      frame = agent.read();
    }
    client.end(failure("the container went away"));
    return Optional.empty();
  }

  private static byte[] status(int code) {
    ObjectNode status = status(code == 0 ? "Success" : "Failure");
    if (code != 0) {
      status.put("message", "command terminated with non-zero exit code: exit status " + code);
      status.put("reason", "NonZeroExitCode");
      status
          .putObject("details")
          .putArray("causes")
          .addObject()
          .put("reason", "ExitCode")
          .put("message", Integer.toString(code));
    }
    return bytes(status);
  }

  private static byte[] failure(String message) {
    return bytes(
        status("Failure").put("message", message).put("reason", "InternalError").put("code", 500));
  }

  private static ObjectNode status(String word) {
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    status.put("kind", "Status").put("apiVersion", "v1");
    status.putObject("metadata");
    return status.put("status", word);
  }

  private static byte[] bytes(JsonNode status) {
    try {
      return Json.mapper().writeValueAsBytes(status);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
