package dev.heddle.operator.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.random.RandomGenerator;

/**
 * The id that tells this installation's applications on YARN from those of others (I2). It must
 * never change while applications live, so a generated one is on disk before it is first used.
 */
public final class InstallationId {

  static final String FORM = "[a-z0-9]([-a-z0-9]{0,18}[a-z0-9])?";
  static final String RULE =
      "lower-case letters, digits and '-', beginning and ending with a letter or digit, at most 20";

  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";
  private static final int LENGTH = 10;
  private static final String FILE = "installation";

  private InstallationId() {}

  /** The configured id, or the one kept in the state directory, or a new one, kept there. */
  public static String resolve(OperatorConfig config, RandomGenerator random) {
    return config.installation().orElseGet(() -> kept(config.stateDir(), random));
  }

  private static String kept(Path stateDir, RandomGenerator random) {
    Path file = stateDir.resolve(FILE);
    try {
      String id = Files.readString(file).strip();
      if (!id.matches(FORM)) {
        throw new IllegalStateException(
            file + " holds '" + id + "', which is not an installation id; " + RULE);
      }
      return id;
    } catch (NoSuchFileException e) {
      return generate(stateDir, file, random);
    } catch (IOException e) {
      throw new UncheckedIOException("can't read " + file, e);
    }
  }

  private static String generate(Path stateDir, Path file, RandomGenerator random) {
    StringBuilder id = new StringBuilder();
    for (int i = 0; i < LENGTH; i++) {
      id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    Path unfinished = stateDir.resolve(FILE + ".tmp");
    try {
      Files.createDirectories(stateDir);
      Files.writeString(unfinished, id + "\n");
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("can't keep the installation id in " + file, e);
    }
    return id.toString();
  }
}
