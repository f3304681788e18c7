package dev.heddle.appmaster.yarn;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.container.StateFile;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.security.token.Token;
import org.apache.hadoop.yarn.api.records.NMToken;
import org.apache.hadoop.yarn.security.NMTokenIdentifier;

/**
 * The tokens for NodeManagers. The ResourceManager sends each once an attempt, so they are kept in
 * a file of this container for an agent that is started again.
 */
final class NodeTokens {
  private final StateFile file;
  private final Map<String, String> tokens = new ConcurrentHashMap<>();

  NodeTokens(StateFile file) throws IOException {
    this.file = requireNonNull(file, "file is null");
    for (String line : file.read().orElse("").split("\n")) {
      int space = line.indexOf(' ');
      if (space > 0) {
        tokens.put(line.substring(0, space), line.substring(space + 1));
      }
    }
  }

  void add(List<NMToken> sent) throws IOException {
    if (sent == null || sent.isEmpty()) {
      return;
    }
    for (NMToken token : sent) {
      tokens.put(token.getNodeId().toString(), encode(token.getToken()));
    }
    StringBuilder lines = new StringBuilder();
    tokens.forEach((node, token) -> lines.append(node).append(' ').append(token).append('\n'));
    file.write(lines.toString());
  }

  Optional<Token<NMTokenIdentifier>> of(String node) throws IOException {
    String encoded = tokens.get(node);
    if (encoded == null) {
      return Optional.empty();
    }
    Token<NMTokenIdentifier> token = new Token<>();
    token.decodeFromUrlString(encoded);
    return Optional.of(token);
  }

  /** A token of YARN's records as text. */
  static String encode(org.apache.hadoop.yarn.api.records.Token sent) throws IOException {
    byte[] identifier = new byte[sent.getIdentifier().remaining()];
    sent.getIdentifier().duplicate().get(identifier);
    byte[] password = new byte[sent.getPassword().remaining()];
    sent.getPassword().duplicate().get(password);
    return new Token<NMTokenIdentifier>(
            identifier, password, new Text(sent.getKind()), new Text(sent.getService()))
        .encodeToUrlString();
  }

  static org.apache.hadoop.yarn.api.records.Token decode(String text) throws IOException {
    Token<NMTokenIdentifier> token = new Token<>();
    token.decodeFromUrlString(text);
    return org.apache.hadoop.yarn.api.records.Token.newInstance(
        token.getIdentifier(),
        token.getKind().toString(),
        token.getPassword(),
        token.getService().toString());
  }
}
