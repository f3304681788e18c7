package dev.heddle.appmaster;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.container.AgentLog;
import dev.heddle.appmaster.container.ContainerEnvironment;
import dev.heddle.appmaster.container.StateFile;
import dev.heddle.appmaster.https.SkeinRoute;
import dev.heddle.appmaster.https.TlsIdentity;
import dev.heddle.appmaster.protocol.AgentLaunch;
import dev.heddle.appmaster.protocol.KeyStoreSecret;
import dev.heddle.appmaster.protocol.SkeinEndpoint;
import dev.heddle.appmaster.protocol.SkeinSpec;
import dev.heddle.appmaster.skein.Display;
import dev.heddle.appmaster.skein.SkeinApplication;
import dev.heddle.appmaster.skein.SkeinPort;
import dev.heddle.appmaster.yarn.DisplayBackup;
import dev.heddle.appmaster.yarn.HadoopSession;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.function.Consumer;

/** Skein's protocol, for an application that asked for it. */
final class SkeinServing {
  private final ContainerEnvironment environment;
  private final SkeinPort port;
  private final AgentLog log;

  private SkeinServing(ContainerEnvironment environment, SkeinPort port, AgentLog log) {
    this.environment = environment;
    this.port = port;
    this.log = log;
  }

  /**
   * Listens before anything else is done: the launch script lets the process beside the agent begin
   * when the port is on file.
   */
  static Optional<SkeinServing> open(ContainerEnvironment environment, AgentLog log)
      throws IOException {
    requireNonNull(environment, "environment is null");
    if (environment
        .variable(AgentLaunch.SKEIN_VARIABLE)
        .filter(AgentLaunch.SKEIN_SERVE::equals)
        .isEmpty()) {
      return Optional.empty();
    }
    StateFile file = new StateFile(environment.stateDir().resolve("skein.port"));
    SkeinPort port =
        SkeinPort.open(
            Serving.listenAddress(environment),
            environment.ports(),
            environment.containerId().hashCode() + 1,
            file.read().map(String::strip).map(Integer::valueOf));
    file.write(port.port() + "\n");
    return Optional.of(new SkeinServing(environment, port, log));
  }

  /** Where programs of this application find it. */
  String address() {
    return environment.host() + ":" + port.port();
  }

  SkeinRoute route(HadoopSession session) throws IOException, GeneralSecurityException {
    return new SkeinRoute(
        new SkeinEndpoint(environment.host(), port.port(), identity(session).certificate()));
  }

  SkeinSpec spec(HadoopSession session) throws IOException {
    return SkeinSpec.fromBytes(secret(session, AgentLaunch.SKEIN_SPEC_SECRET));
  }

  /** What the application shows of itself, as it was left by who was here before. */
  Display display(HadoopSession session, Consumer<Float> progressed) throws IOException {
    Optional<DisplayBackup> backup =
        environment
            .spec()
            .stagingDir()
            .map(
                directory ->
                    new DisplayBackup(
                        session, environment.spec().user(), directory, environment.attempt(), log));
    Optional<String> saved = Optional.empty();
    if (environment.attempt() > 1 && backup.isPresent()) {
      try {
        saved = backup.get().ofEarlierAttempts();
      } catch (IOException e) {
        log.say("the pages of the earlier attempt cannot be read, starting without", e);
      }
    }
    Kept kept = new Kept(backup, progressed);
    Display display =
        Display.open(new StateFile(environment.stateDir().resolve("display.json")), saved, kept);
    kept.display = Optional.of(display);
    return display;
  }

  void serve(HadoopSession session, SkeinApplication application)
      throws IOException, GeneralSecurityException {
    port.serve(
        Path.of(AgentLaunch.SKEIN_LIBRARY).toAbsolutePath(), identity(session), application, log);
  }

  private static TlsIdentity.Managers identity(HadoopSession session)
      throws IOException, GeneralSecurityException {
    return TlsIdentity.of(
            new KeyStoreSecret(
                secret(session, AgentLaunch.SKEIN_KEYSTORE_SECRET),
                secret(session, AgentLaunch.SKEIN_KEYSTORE_PASSWORD_SECRET)))
        .managers();
  }

  private static byte[] secret(HadoopSession session, String name) throws IOException {
    return session
        .secret(name)
        .orElseThrow(() -> new IOException("the application's credentials lack " + name));
  }

  /** Tells YARN the progress, and keeps a copy for the next attempt. */
  private static final class Kept implements Display.Listener {
    private final Optional<DisplayBackup> backup;
    private final Consumer<Float> progressed;
    private volatile Optional<Display> display = Optional.empty();

    Kept(Optional<DisplayBackup> backup, Consumer<Float> progressed) {
      this.backup = backup;
      this.progressed = progressed;
    }

    @Override
    public void progressed(float progress) {
      progressed.accept(progress);
    }

    @Override
    public void changed() {
      display.ifPresent(known -> backup.ifPresent(copies -> copies.saveSoon(known::record)));
    }
  }
}
