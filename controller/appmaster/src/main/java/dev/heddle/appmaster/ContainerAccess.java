package dev.heddle.appmaster;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.container.ContainerEnvironment;
import dev.heddle.appmaster.https.ClientFiles;
import dev.heddle.appmaster.protocol.AgentApi;
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
  void open(Optional<byte[]> keyStore, Optional<byte[]> password, String host, int port)
      throws GeneralSecurityException, IOException {
    if (keyStore.isPresent() && password.isPresent()) {
      files.write(keyStore.get(), password.get());
      files.address(host, port);
    }
  }

  void moved(String host, int port) throws IOException {
    files.address(host, port);
  }
}
