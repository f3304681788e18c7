package dev.heddle.operator.yarn;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.AgentApi;
import dev.heddle.appmaster.protocol.AgentLaunch;
import dev.heddle.appmaster.protocol.ServicesSpec;
import dev.heddle.appmaster.protocol.SkeinFiles;
import dev.heddle.appmaster.protocol.SkeinSpec;
import dev.heddle.crd.application.Workspace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.DataOutputBuffer;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.security.Credentials;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.yarn.client.util.YarnClientUtils;
import org.apache.hadoop.yarn.exceptions.YarnException;

/**
 * What an application master is given in secret (I15): its certificates, the process's token, its
 * services, and where the cluster is secure, tokens for the file systems.
 */
final class LaunchCredentials {

  private final UserSessions sessions;
  private final Configuration conf;
  private final ApplicationKeys keys;

  LaunchCredentials(UserSessions sessions, Configuration conf, ApplicationKeys keys) {
    this.sessions = requireNonNull(sessions, "sessions is null");
    this.conf = requireNonNull(conf, "conf is null");
    this.keys = requireNonNull(keys, "keys is null");
  }

  /** The first certificate in a JVM takes long: nobody waits for this one. */
  void warm() {
    keys.issue("application_0_0000");
  }

  ByteBuffer of(String applicationId, Launch launch, Optional<ServicesSpec> services)
      throws YarnException, IOException {
    Credentials credentials = new Credentials();
    addKeyStore(
        credentials,
        applicationId,
        AgentLaunch.KEYSTORE_SECRET,
        AgentLaunch.KEYSTORE_PASSWORD_SECRET);
    AgentLaunch.secrets(launch.token())
        .forEach((name, secret) -> credentials.addSecretKey(new Text(name), secret));
    addKeyStore(
        credentials,
        AgentApi.containersName(applicationId),
        AgentLaunch.CONTAINER_KEYSTORE_SECRET,
        AgentLaunch.CONTAINER_KEYSTORE_PASSWORD_SECRET);
    services.ifPresent(spec -> addServices(credentials, spec));
    launch.skein().ifPresent(spec -> addSkein(credentials, applicationId, spec));
    if (UserGroupInformation.isSecurityEnabled()) {
      addTokens(credentials, launch);
    }
    try (DataOutputBuffer buffer = new DataOutputBuffer()) {
      credentials.writeTokenStorageToStream(buffer);
      return ByteBuffer.wrap(buffer.getData(), 0, buffer.getLength());
    }
  }

  private void addSkein(Credentials credentials, String applicationId, SkeinSpec spec) {
    byte[] bytes = spec.toBytes();
    if (bytes.length > SkeinSpec.MAX_BYTES) {
      throw new YarnRejectedException(
          YarnRejectedException.Reason.INVALID_LAUNCH,
          String.format(
              "the specification that programs can ask for has %d bytes; with skeinProtocol it may"
                  + " have %d: move scripts into files",
              bytes.length, SkeinSpec.MAX_BYTES));
    }
    credentials.addSecretKey(new Text(AgentLaunch.SKEIN_SPEC_SECRET), bytes);
    ApplicationKeys.SkeinKeys skein = keys.skein(applicationId);
    credentials.addSecretKey(new Text(AgentLaunch.SKEIN_KEYSTORE_SECRET), skein.server().pkcs12());
    credentials.addSecretKey(
        new Text(AgentLaunch.SKEIN_KEYSTORE_PASSWORD_SECRET),
        skein.server().password().getBytes(StandardCharsets.UTF_8));
    SkeinFiles beside = spec.hasDriver() ? skein.driver() : skein.containers();
    credentials.addSecretKey(new Text(AgentLaunch.SKEIN_FILES_SECRET), beside.toSecret());
    credentials.addSecretKey(
        new Text(AgentLaunch.SKEIN_CONTAINER_FILES_SECRET), skein.containers().toHiddenSecret());
  }

  private static void addServices(Credentials credentials, ServicesSpec spec) {
    byte[] services = spec.toBytes();
    if (services.length > ServicesSpec.MAX_BYTES) {
      throw new YarnRejectedException(
          YarnRejectedException.Reason.INVALID_LAUNCH,
          String.format(
              "the services' scripts, environments and files have %d bytes in all; an application"
                  + " may have %d: move scripts into files",
              services.length, ServicesSpec.MAX_BYTES));
    }
    credentials.addSecretKey(new Text(ServicesSpec.SECRET), services);
  }

  private void addKeyStore(
      Credentials credentials, String name, String storeSecret, String passwordSecret) {
    ApplicationKeys.KeyStoreFile keyStore = keys.issue(name);
    credentials.addSecretKey(new Text(storeSecret), keyStore.pkcs12());
    credentials.addSecretKey(
        new Text(passwordSecret), keyStore.password().getBytes(StandardCharsets.UTF_8));
  }

  private void addTokens(Credentials credentials, Launch launch) throws YarnException, IOException {
    String renewer = YarnClientUtils.getRmPrincipal(conf);
    sessions.call(
        launch.user(),
        rm -> {
          List<FileSystem> all = new ArrayList<>(List.of(FileSystem.get(conf)));
          for (String uri : launch.fileSystems()) {
            all.add(new Path(uri).getFileSystem(conf));
          }
          for (Workspace workspace : launch.workspaces()) {
            all.add(new Path(workspace.path()).getFileSystem(conf));
          }
          for (FileSystem fs : all) {
            fs.addDelegationTokens(renewer, credentials);
          }
          return credentials;
        });
  }
}
