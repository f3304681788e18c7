package dev.heddle.appmaster.yarn;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.container.StateFile;
import dev.heddle.appmaster.protocol.KeyStoreSecret;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.security.Credentials;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.security.token.Token;
import org.apache.hadoop.yarn.api.ApplicationMasterProtocol;
import org.apache.hadoop.yarn.client.ClientRMProxy;
import org.apache.hadoop.yarn.security.AMRMTokenIdentifier;

/**
 * The container's login to Hadoop: its configuration, made without parsing any XML, and the
 * credentials that YARN left in the token file.
 */
public final class HadoopSession {
  private final Configuration configuration;
  private final UserGroupInformation login;
  private final StateFile tokenFile;
  private final Map<String, byte[]> renewed = new ConcurrentHashMap<>();

  private HadoopSession(
      Configuration configuration, UserGroupInformation login, StateFile tokenFile) {
    this.configuration = configuration;
    this.login = login;
    this.tokenFile = tokenFile;
  }

  /**
   * @param settings what differs from Hadoop's defaults
   * @param tokenFile where a token that the ResourceManager has renewed is kept for a later agent
   */
  public static HadoopSession open(Map<String, String> settings, StateFile tokenFile)
      throws IOException {
    requireNonNull(tokenFile, "tokenFile is null");
    Configuration configuration = new Configuration(false);
    settings.forEach(configuration::set);
    ownSettings().forEach(configuration::set);
    UserGroupInformation.setConfiguration(configuration);
    UserGroupInformation login = UserGroupInformation.getLoginUser();
    Optional<String> renewed = tokenFile.read();
    if (renewed.isPresent()) {
      Token<AMRMTokenIdentifier> token = new Token<>();
      token.decodeFromUrlString(renewed.get().strip());
      login.addToken(token);
    }
    return new HadoopSession(configuration, login, tokenFile);
  }

  /** A secret that the submitter put into the application's credentials, or what replaced it. */
  public Optional<byte[]> secret(String name) {
    byte[] replaced = renewed.get(name);
    return replaced == null ? original(name) : Optional.of(replaced.clone());
  }

  /** A key store and its password. */
  public Optional<KeyStoreSecret> keyStore(String name, String passwordName) {
    return secret(name)
        .flatMap(
            store -> secret(passwordName).map(password -> new KeyStoreSecret(store, password)));
  }

  /** From now on, until this process ends. */
  public void renew(String name, String passwordName, KeyStoreSecret secret) {
    renewed.put(passwordName, secret.password());
    renewed.put(name, secret.keyStore());
  }

  /** A secret as it was at the submission. */
  public Optional<byte[]> original(String name) {
    return Optional.ofNullable(login.getCredentials().getSecretKey(new Text(name)));
  }

  public String setting(String key, String absent) {
    return configuration.get(key, absent);
  }

  ApplicationMasterProtocol resourceManager() throws IOException {
    return ClientRMProxy.createRMProxy(configuration, ApplicationMasterProtocol.class);
  }

  /** Takes over the token that the ResourceManager sends when its master key rolls. */
  void renewToken(org.apache.hadoop.yarn.api.records.Token sent) {
    byte[] identifier = new byte[sent.getIdentifier().remaining()];
    sent.getIdentifier().duplicate().get(identifier);
    byte[] password = new byte[sent.getPassword().remaining()];
    sent.getPassword().duplicate().get(password);
    Token<AMRMTokenIdentifier> token =
        new Token<>(identifier, password, new Text(sent.getKind()), new Text(sent.getService()));
    login.addToken(token);
    token.setService(ClientRMProxy.getAMRMTokenService(configuration));
    try {
      tokenFile.write(token.encodeToUrlString() + "\n");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** The tokens without those that only the application master may have. */
  Credentials tokensForContainers() {
    Credentials all = login.getCredentials();
    Credentials result = new Credentials();
    for (Token<?> token : all.getAllTokens()) {
      if (!token.getKind().equals(AMRMTokenIdentifier.KIND_NAME)) {
        result.addToken(token.getService(), token);
      }
    }
    return result;
  }

  Configuration configuration() {
    return configuration;
  }

  Credentials credentials() {
    return login.getCredentials();
  }

  /**
   * The agent retries by itself and for ever, so each call gives up soon. The delay is what makes
   * small HDFS writes slow by default.
   */
  private static Map<String, String> ownSettings() {
    return Map.ofEntries(
        Map.entry("yarn.resourcemanager.connect.max-wait.ms", "2000"),
        Map.entry("yarn.resourcemanager.connect.retry-interval.ms", "200"),
        Map.entry("yarn.client.nodemanager-connect.max-wait-ms", "5000"),
        Map.entry("yarn.client.nodemanager-connect.retry-interval-ms", "250"),
        Map.entry("ipc.client.connect.max.retries", "2"),
        Map.entry("ipc.client.connect.max.retries.on.timeouts", "1"),
        Map.entry("ipc.client.connect.retry.interval", "100"),
        Map.entry("ipc.client.connect.timeout", "5000"),
        Map.entry("ipc.client.rpc-timeout.ms", "60000"),
        Map.entry("ipc.client.connection.maxidletime", "60000"),
        Map.entry("dfs.client.block.write.locateFollowingBlock.initial.delay.ms", "10"),
        // The agent's jar has no list of file systems: loading them all would cost memory.
        Map.entry("fs.hdfs.impl", "org.apache.hadoop.hdfs.DistributedFileSystem"),
        Map.entry("fs.file.impl", "org.apache.hadoop.fs.LocalFileSystem"));
  }
}
