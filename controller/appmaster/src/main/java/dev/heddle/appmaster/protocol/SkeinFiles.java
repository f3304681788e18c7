package dev.heddle.appmaster.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import java.util.Base64;

/**
 * What Skein's client shows and trusts, as it expects it: in one file its own certificate and,
 * after it, the one that the application master shows; in another its key.
 *
 * @param certificates {@code .skein.crt}, as PEM
 * @param key {@code .skein.pem}, as PEM
 */
public record SkeinFiles(String certificates, String key) {
  public SkeinFiles {
    requireNonNull(certificates, "certificates is null");
    requireNonNull(key, "key is null");
  }

  /** As a secret that the launch script finds among others and writes to the two files. */
  public byte[] toSecret() {
    return ("\n#.skein.crt\n" + certificates + "#.skein.pem\n" + key + "#.\n").getBytes(US_ASCII);
  }

  /** The same as a secret that the launch script does not find. */
  public byte[] toHiddenSecret() {
    return Base64.getEncoder().encode(toSecret());
  }

  /** What the launch script finds, of what it does not. */
  public static byte[] revealed(byte[] hidden) {
    return Base64.getDecoder().decode(hidden);
  }

  /** Never shows the key (I15). */
  @Override
  public String toString() {
    return "SkeinFiles";
  }
}
