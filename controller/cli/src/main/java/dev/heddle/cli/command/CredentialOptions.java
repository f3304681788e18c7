package dev.heddle.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** For whom a token or a certificate is, and for how long. */
final class CredentialOptions {

  @Option(names = "--user", required = true, paramLabel = "NAME", description = "The user's name.")
  String user = "";

  @Option(
      names = "--group",
      paramLabel = "NAME",
      description = "A group that he is in; may be repeated.")
  private List<String> groups = new ArrayList<>();

  @Option(
      names = "--expires",
      paramLabel = "DURATION",
      description = "For how long (default: 8h for a token, 90d for a certificate).")
  private Optional<String> expires = Optional.empty();

  ObjectNode request() {
    ObjectNode request = JsonNodeFactory.instance.objectNode().put("user", user);
    groups.forEach(request.putArray("groups")::add);
    expires.ifPresent(life -> request.put("expires", life));
    return request;
  }
}
