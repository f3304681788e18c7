package dev.heddle.appmaster;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.container.ContainerEnvironment;
import dev.heddle.appmaster.https.ClientFiles;
import dev.heddle.appmaster.protocol.AgentApi;
import dev.heddle.appmaster.protocol.KeyStoreSecret;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Optional;

/** Lets the processes of this container call the application master. */
final class ContainerAccess {
  private final ClientFiles files;

  ContainerAccess(ContainerEnvironment environment) {
    requireNonNull(environment, "environment is null");
    this.files =
        new ClientFiles(
            environment.stateDir().resolve(AgentApi.CLIENT_DIRECTORY), environment.applicationId());
  }

  /** An application whose submitter gave its containers no certificate gets none. */
  void open(Optional<KeyStoreSecret> secret, String host, int port)
      throws GeneralSecurityException, IOException {
    if (secret.isPresent()) {
      renew(secret.get());
      files.address(host, port);
    }
  }

  /** Processes that connect from now on show the new certificate. */
  void renew(KeyStoreSecret secret) throws GeneralSecurityException, IOException {
    files.write(secret.keyStore(), secret.password());
  }

  /** Where the application master was when an earlier agent of this container last looked. */
  Optional<String> address() throws IOException {
    return files.address();
  }

  void moved(String host, int port) throws IOException {
    files.address(host, port);
  }
}
