package dev.heddle.appmaster;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.container.AgentLog;
import dev.heddle.appmaster.container.ContainerEnvironment;
import dev.heddle.appmaster.container.StateFile;
import dev.heddle.appmaster.https.IdentityRoutes;
import dev.heddle.appmaster.https.TlsIdentity;
import dev.heddle.appmaster.protocol.AgentLaunch;
import dev.heddle.appmaster.protocol.Identities;
import dev.heddle.appmaster.protocol.KeyStoreSecret;
import dev.heddle.appmaster.yarn.HadoopSession;
import dev.heddle.appmaster.yarn.IdentityBackup;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Optional;

/**
 * The certificates of an application master and of its containers: those of the submission, or
 * those that the operator has brought since. They are on file for the next agent of this container,
 * and in the staging directory for the next attempt.
 */
final class HeldIdentities {
  private final ContainerEnvironment environment;
  private final HadoopSession session;
  private final AgentLog log;
  private final StateFile file;
  private final TlsIdentity own;
  private final Optional<IdentityBackup> backup;

  private HeldIdentities(
      ContainerEnvironment environment,
      HadoopSession session,
      AgentLog log,
      StateFile file,
      TlsIdentity own,
      Optional<IdentityBackup> backup) {
    this.environment = environment;
    this.session = session;
    this.log = log;
    this.file = file;
    this.own = own;
    this.backup = backup;
  }

  /** Empty when the application was submitted without certificates. */
  static Optional<HeldIdentities> open(
      ContainerEnvironment environment, HadoopSession session, AgentLog log)
      throws GeneralSecurityException, IOException {
    requireNonNull(environment, "environment is null");
    StateFile file = file(environment);
    Optional<IdentityBackup> backup =
        environment
            .spec()
            .stagingDir()
            .map(
                directory ->
                    new IdentityBackup(
                        session, environment.spec().user(), directory, environment.attempt(), log));
    Optional<String> renewed = file.read();
    if (renewed.isEmpty() && environment.attempt() > 1 && backup.isPresent()) {
      try {
        renewed = backup.get().ofEarlierAttempts();
      } catch (IOException e) {
        log.say("whether certificates were renewed cannot be read, going on with the first", e);
      }
    }
    renewed.map(Identities::fromJson).ifPresent(known -> take(session, known));
    Optional<KeyStoreSecret> secret =
        session.keyStore(AgentLaunch.KEYSTORE_SECRET, AgentLaunch.KEYSTORE_PASSWORD_SECRET);
    if (secret.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new HeldIdentities(environment, session, log, file, TlsIdentity.of(secret.get()), backup));
  }

  private static StateFile file(ContainerEnvironment environment) {
    return new StateFile(environment.stateDir().resolve("identities.json"));
  }

  private static void take(HadoopSession session, Identities identities) {
    session.renew(
        AgentLaunch.KEYSTORE_SECRET, AgentLaunch.KEYSTORE_PASSWORD_SECRET, identities.own());
    session.renew(
        AgentLaunch.CONTAINER_KEYSTORE_SECRET,
        AgentLaunch.CONTAINER_KEYSTORE_PASSWORD_SECRET,
        identities.containers());
  }

  TlsIdentity own() {
    return own;
  }

  Optional<KeyStoreSecret> ofContainers() {
    return session.keyStore(
        AgentLaunch.CONTAINER_KEYSTORE_SECRET, AgentLaunch.CONTAINER_KEYSTORE_PASSWORD_SECRET);
  }

  IdentityRoutes routes() {
    return new IdentityRoutes(this::renew, this::ofContainers);
  }

  /** On file before it is shown; what is shown is what the next agent would show. */
  private synchronized void renew(Identities identities)
      throws GeneralSecurityException, IOException {
    own.renew(identities.own());
    file.write(identities.toJson());
    take(session, identities);
    new ContainerAccess(environment).renew(identities.containers());
    backup.ifPresent(copies -> copies.saveSoon(identities.toJson()));
    log.say("the certificates of the application were renewed");
  }
}
