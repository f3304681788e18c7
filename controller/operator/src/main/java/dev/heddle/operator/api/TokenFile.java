package dev.heddle.operator.api;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.heddle.operator.access.User;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/**
 * The bearer token that local clients show, in a file that only its owner can read. Never logged,
 * never printed (I15).
 */
public final class TokenFile {

  private static final int TOKEN_BYTES = 32;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final byte[] token;

  private TokenFile(byte[] token) {
    this.token = token;
  }

  /**
   * The token in that file; makes file and token when there is none.
   *
   * @throws IllegalStateException when others than the owner can read the file
   */
  public static TokenFile openOrCreate(Path file, SecureRandom random) {
    requireNonNull(file, "file is null");
    requireNonNull(random, "random is null");
    try {
      if (!Files.exists(file)) {
        create(file, random);
      }
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
      if (!OWNER_ONLY.containsAll(permissions)) {
        throw new IllegalStateException(
            "the token file "
                + file
                + " can be read by others ("
                + PosixFilePermissions.toString(permissions)
                + "); run chmod 600 on it");
      }
      String text = Files.readString(file, UTF_8).strip();
      if (text.isEmpty()) {
        throw new IllegalStateException("the token file " + file + " is empty; remove it");
      }
      return new TokenFile(text.getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("can't read or make the token file " + file, e);
    }
  }

  /** Written aside and moved, so that a crash leaves no half a token. */
  private static void create(Path file, SecureRandom random) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    Files.createDirectories(directory);
    byte[] bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    Path aside =
        Files.createTempFile(
            directory, ".token", "", PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    Files.write(aside, (token + "\n").getBytes(US_ASCII));
    Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Whether it is this token, in a time that does not depend on the difference. */
  boolean matches(String candidate) {
    return MessageDigest.isEqual(token, candidate.getBytes(UTF_8));
  }

  /** Everybody who knows the token is this user. */
  TokenReader standingFor(User user) {
    return token -> matches(token) ? Optional.of(new Identity(user, () -> true)) : Optional.empty();
  }

  @Override
  public String toString() {
    return "TokenFile[***]";
  }
}
