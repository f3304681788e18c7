package dev.heddle.operator.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.heddle.operator.access.User;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tokens that an administrator has given to people, in a file of lines such as {@code
 * token,user,uid,"group1,group2"}, as Kubernetes' own. Read again when it changes; a file that
 * others can read gives nobody anything.
 */
public final class StaticTokens implements TokenReader {

  private static final Logger LOG = LoggerFactory.getLogger(StaticTokens.class);
  private static final int SHORTEST = 16;
  private static final Set<PosixFilePermission> ALLOWED =
      PosixFilePermissions.fromString("rw-------");

  private final Path file;
  private Known known;

  /** What was read, and of which state of the file; the tokens by what they hash to. */
  private record Known(String state, Map<String, User> users) {}

  private StaticTokens(Path file, Known known) {
    this.file = file;
    this.known = known;
  }

  /**
   * The tokens of that file.
   *
   * @throws IllegalStateException when it can't be used as it is
   */
  public static StaticTokens open(Path file) {
    requireNonNull(file, "file is null");
    try {
      String state = state(file);
      return new StaticTokens(file, new Known(state, parse(file)));
    } catch (IOException e) {
      throw new IllegalStateException("can't read the token file " + file + ": " + e, e);
    }
  }

  /** Another state whenever the file was written, replaced or opened to others. */
  private static String state(Path file) throws IOException {
    PosixFileAttributes now =
        Files.readAttributes(file, PosixFileAttributes.class, new LinkOption[0]);
    return now.lastModifiedTime()
        + " "
        + now.size()
        + " "
        + now.fileKey()
        + " "
        + PosixFilePermissions.toString(now.permissions());
  }

  private static Map<String, User> parse(Path file) throws IOException {
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
    if (!ALLOWED.containsAll(permissions)) {
      throw new IllegalStateException(
          "the token file "
              + file
              + " can be read by others ("
              + PosixFilePermissions.toString(permissions)
              + "); run chmod 600 on it");
    }
    Map<String, User> users = new HashMap<>();
    int number = 0;
    for (String line : Files.readString(file, UTF_8).split("\\R")) {
      number++;
      if (!line.isBlank() && !line.startsWith("#")) {
        String where = file + ":" + number + ": ";
        List<String> fields = fields(line, where);
        if (fields.size() < 2 || fields.size() > 4 || fields.get(1).isEmpty()) {
          throw new IllegalStateException(where + "write token,user,uid,\"group1,group2\"");
        }
        if (fields.get(0).length() < SHORTEST) {
          throw new IllegalStateException(
              where + "the token is shorter than " + SHORTEST + " characters");
        }
        List<String> groups =
            fields.size() < 4
                ? List.of()
                : List.of(fields.get(3).split(",")).stream()
                    .map(String::strip)
                    .filter(group -> !group.isEmpty())
                    .toList();
        User user =
            User.authenticated(fields.get(1), fields.size() > 2 ? fields.get(2) : "", groups);
        if (users.put(hash(fields.get(0)), user) != null) {
          throw new IllegalStateException(where + "the token occurs twice");
        }
      }
    }
    return users;
  }

  private static List<String> fields(String line, String where) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        fields.add(field.toString().strip());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    if (quoted) {
      throw new IllegalStateException(where + "a quotation mark is missing");
    }
    fields.add(field.toString().strip());
    return fields;
  }

  @Override
  public Optional<Identity> read(String token) {
    String hash = hash(token);
    return user(hash)
        .map(user -> new Identity(user, () -> user(hash).filter(user::equals).isPresent()));
  }

  private Optional<User> user(String hash) {
    return Optional.ofNullable(newest().users.get(hash));
  }

  private synchronized Known newest() {
    try {
      String state = state(file);
      if (!state.equals(known.state)) {
        known = again(state);
      }
    } catch (IOException e) {
      if (!known.state.isEmpty()) {
        LOG.warn("the token file {} can't be read, its tokens are refused: {}", file, e.toString());
        known = new Known("", Map.of());
      }
    }
    return known;
  }

  private Known again(String state) throws IOException {
    try {
      Map<String, User> users = parse(file);
      LOG.info("read {} tokens from {}", users.size(), file);
      return new Known(state, users);
    } catch (IllegalStateException e) {
      LOG.warn("{}; its tokens are refused until then", e.getMessage());
      return new Known(state, Map.of());
    }
  }

  private static String hash(String token) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "StaticTokens[" + file + "]";
  }
}
