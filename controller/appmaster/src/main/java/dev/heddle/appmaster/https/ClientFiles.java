package dev.heddle.appmaster.https;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.AgentApi;
import dev.heddle.appmaster.protocol.Pem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.Optional;

/**
 * What a process of the container needs to call the application master, as files that every TLS
 * library and curl read. The directory is its owner's alone. The address is written last and alone
 * when it changes: who finds it can call.
 */
public final class ClientFiles {
  private static final String AUTHORITY = "ca.pem";
  private static final String CLIENT = "client.pem";

  private final Path directory;
  private final String applicationId;

  /**
   * @param directory in a directory that only the owner can enter
   * @param applicationId the name in the application master's certificate
   */
  public ClientFiles(Path directory, String applicationId) {
    this.directory = requireNonNull(directory, "directory is null").toAbsolutePath();
    this.applicationId = requireNonNull(applicationId, "applicationId is null");
  }

  /** Writes the authority's certificate, and the containers' own with its key. */
  public void write(byte[] keyStore, byte[] password) throws GeneralSecurityException, IOException {
    Files.createDirectories(directory);
    char[] secret = new String(password, StandardCharsets.UTF_8).toCharArray();
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(new ByteArrayInputStream(keyStore), secret);
      StringBuilder authority = new StringBuilder();
      StringBuilder client = new StringBuilder();
      for (Enumeration<String> names = store.aliases(); names.hasMoreElements(); ) {
        String name = names.nextElement();
        if (store.isKeyEntry(name)) {
          Key key = store.getKey(name, secret);
          client.append(Pem.of(key)).append(Pem.of(store.getCertificate(name)));
        } else {
          authority.append(Pem.of(store.getCertificate(name)));
        }
      }
      replace(AUTHORITY, authority.toString());
      replace(CLIENT, client.toString());
    } finally {
      Arrays.fill(secret, '\0');
    }
  }

  /** Tells where the application master is now. */
  public void address(String host, int port) throws IOException {
    // The certificate names the application and no host, so that is the name to compare with; a
    // host's name has no underscores.
    replace(
        "curlrc",
        ("cacert = \"" + directory.resolve(AUTHORITY) + "\"\n")
            + ("cert = \"" + directory.resolve(CLIENT) + "\"\n")
            + ("connect-to = \""
                + applicationId.replace('_', '-')
                + ":443:"
                + host
                + ":"
                + port
                + "\"\n"));
    replace(AgentApi.ADDRESS_FILE, host + ":" + port + "\n");
  }

  /** What was told last, {@code HOST:PORT}; empty when nothing was. */
  public Optional<String> address() throws IOException {
    Path file = directory.resolve(AgentApi.ADDRESS_FILE);
    return Files.exists(file)
        ? Optional.of(Files.readString(file, US_ASCII).strip())
        : Optional.empty();
  }

  private void replace(String name, String text) throws IOException {
    Path next = directory.resolve(name + ".next");
    Files.write(next, text.getBytes(US_ASCII));
    Files.move(next, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }
}
