package dev.heddle.operator.agent;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.heddle.appmaster.protocol.CertificateLife;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/** A server's key and certificate, made anew before they end; open connections go on. */
final class RenewedKeys extends X509ExtendedKeyManager {

  private static final String SERVER = "api-";

  private final Clock clock;
  private final Supplier<Keys> maker;

  @GuardedBy("this")
  private Optional<Keys> keys = Optional.empty();

  @GuardedBy("this")
  private Optional<Keys> before = Optional.empty();

  RenewedKeys(Clock clock, Supplier<Keys> maker) {
    this.clock = requireNonNull(clock, "clock is null");
    this.maker = requireNonNull(maker, "maker is null");
  }

  /** A key, and its certificate with the one that signed it. */
  static final class Keys {
    private final PrivateKey key;
    private final X509Certificate[] chain;

    Keys(PrivateKey key, X509Certificate[] chain) {
      this.key = requireNonNull(key, "key is null");
      this.chain = chain.clone();
    }

    String alias() {
      return SERVER + chain[0].getSerialNumber().toString(16);
    }
  }

  private synchronized Keys newest() {
    boolean due =
        keys.filter(known -> !CertificateLife.isRenewalDue(known.chain[0], clock.instant()))
            .isEmpty();
    if (due) {
      before = keys;
      keys = Optional.of(maker.get());
    }
    return keys.orElseThrow();
  }

  /** A handshake asks for alias, chain and key one by one, and must get those of one pair. */
  private synchronized Optional<Keys> of(String alias) {
    return keys.filter(known -> known.alias().equals(alias))
        .or(() -> before.filter(known -> known.alias().equals(alias)));
  }

  @Override
  public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
    return keyType.startsWith("EC") ? newest().alias() : null;
  }

  @Override
  public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
    return keyType.startsWith("EC") ? newest().alias() : null;
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return of(alias).map(known -> known.chain.clone()).orElse(null);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return of(alias).map(known -> known.key).orElse(null);
  }

  @Override
  public String[] getServerAliases(String keyType, Principal[] issuers) {
    return new String[] {newest().alias()};
  }

  @Override
  public String[] getClientAliases(String keyType, Principal[] issuers) {
    return new String[0];
  }

  @Override
  public String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
    return null;
  }
}
