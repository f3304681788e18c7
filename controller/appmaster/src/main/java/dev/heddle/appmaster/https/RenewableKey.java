package dev.heddle.appmaster.https;

import static java.util.Objects.requireNonNull;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * One key with its certificate, which another may replace between two handshakes. A handshake that
 * has begun with one ends with it.
 */
final class RenewableKey extends X509ExtendedKeyManager {
  /** A key and its certificate, which belong together under one name. */
  private record Entry(String name, PrivateKey key, X509Certificate certificate) {
    boolean fits(String keyType) {
      String algorithm = key.getAlgorithm();
      return keyType.equals(algorithm) || keyType.startsWith(algorithm + "_");
    }
  }

  private volatile Entry now;
  private volatile Optional<Entry> before = Optional.empty();

  RenewableKey(PrivateKey key, X509Certificate certificate) {
    this.now = new Entry("1", key, requireNonNull(certificate, "certificate is null"));
  }

  X509Certificate certificate() {
    return now.certificate();
  }

  synchronized void replace(PrivateKey key, X509Certificate certificate) {
    before = Optional.of(now);
    now = new Entry(Integer.toString(Integer.parseInt(now.name()) + 1), key, certificate);
  }

  private Optional<Entry> named(String name) {
    Entry current = now;
    return current.name().equals(name)
        ? Optional.of(current)
        : before.filter(entry -> entry.name().equals(name));
  }

  private String choose(List<String> keyTypes) {
    Entry current = now;
    return keyTypes.stream().anyMatch(current::fits) ? current.name() : null;
  }

  @Override
  public String[] getClientAliases(String keyType, Principal[] issuers) {
    return new String[] {now.name()};
  }

  @Override
  public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
    return choose(List.of(keyTypes));
  }

  @Override
  public String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
    return choose(List.of(keyTypes));
  }

  @Override
  public String[] getServerAliases(String keyType, Principal[] issuers) {
    return new String[] {now.name()};
  }

  @Override
  public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
    return choose(List.of(keyType));
  }

  @Override
  public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
    return choose(List.of(keyType));
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return named(alias).map(entry -> new X509Certificate[] {entry.certificate()}).orElse(null);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return named(alias).map(Entry::key).orElse(null);
  }
}
