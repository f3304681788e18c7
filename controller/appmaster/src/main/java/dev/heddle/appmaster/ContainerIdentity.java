package dev.heddle.appmaster;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.container.AgentLog;
import dev.heddle.appmaster.container.ContainerEnvironment;
import dev.heddle.appmaster.container.StateFile;
import dev.heddle.appmaster.https.PeerClient;
import dev.heddle.appmaster.https.TlsIdentity;
import dev.heddle.appmaster.protocol.AgentApi;
import dev.heddle.appmaster.protocol.AgentLaunch;
import dev.heddle.appmaster.protocol.KeyStoreSecret;
import dev.heddle.appmaster.protocol.MalformedMessageException;
import dev.heddle.appmaster.yarn.HadoopSession;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * The certificate of a service container. When its time runs out another one is asked for from the
 * application master, which has it from the operator.
 */
final class ContainerIdentity {
  private static final Duration PAUSE = Duration.ofMinutes(1);

  private final ContainerEnvironment environment;
  private final HadoopSession session;
  private final AgentLog log;
  private final Clock clock;
  private final StateFile file;
  private final TlsIdentity identity;
  private Instant nextAsked = Instant.MIN;

  private ContainerIdentity(
      ContainerEnvironment environment,
      HadoopSession session,
      AgentLog log,
      Clock clock,
      StateFile file,
      TlsIdentity identity) {
    this.environment = environment;
    this.session = session;
    this.log = log;
    this.clock = clock;
    this.file = file;
    this.identity = identity;
  }

  static ContainerIdentity open(
      ContainerEnvironment environment, HadoopSession session, AgentLog log, Clock clock)
      throws GeneralSecurityException, IOException {
    requireNonNull(environment, "environment is null");
    StateFile file = new StateFile(environment.stateDir().resolve("identity.json"));
    file.read().map(KeyStoreSecret::fromJson).ifPresent(known -> take(session, known));
    KeyStoreSecret secret =
        secret(session)
            .orElseThrow(() -> new IOException("the container's credentials lack a key store"));
    return new ContainerIdentity(environment, session, log, clock, file, TlsIdentity.of(secret));
  }

  private static void take(HadoopSession session, KeyStoreSecret secret) {
    session.renew(AgentLaunch.KEYSTORE_SECRET, AgentLaunch.KEYSTORE_PASSWORD_SECRET, secret);
  }

  private static Optional<KeyStoreSecret> secret(HadoopSession session) {
    return session.keyStore(AgentLaunch.KEYSTORE_SECRET, AgentLaunch.KEYSTORE_PASSWORD_SECRET);
  }

  SSLContext context() {
    return identity.context();
  }

  Optional<KeyStoreSecret> secret() {
    return secret(session);
  }

  /** Asks for another certificate when it is time; what fails is tried again after a while. */
  void renewFrom(PeerClient master, String host, int port) {
    Instant now = clock.instant();
    if (!identity.isRenewalDue(now) || now.isBefore(nextAsked)) {
      return;
    }
    nextAsked = now.plus(PAUSE);
    try {
      Optional<String> text = master.get(host, port, AgentApi.CONTAINERS_IDENTITY);
      if (text.isPresent()) {
        KeyStoreSecret next = KeyStoreSecret.fromJson(text.get());
        identity.renew(next);
        file.write(text.get());
        take(session, next);
        new ContainerAccess(environment).renew(next);
        if (!identity.isRenewalDue(now)) {
          log.say("the certificate of the container was renewed");
        }
      }
    } catch (IOException | GeneralSecurityException | MalformedMessageException e) {
      log.say("the certificate of the container could not be renewed, trying on", e);
    }
  }
}
