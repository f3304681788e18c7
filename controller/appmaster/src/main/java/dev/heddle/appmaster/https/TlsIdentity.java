package dev.heddle.appmaster.https;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.CertificateLife;
import dev.heddle.appmaster.protocol.KeyStoreSecret;
import dev.heddle.appmaster.protocol.Pem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate with its key, and the authority of the installation. The certificate can be
 * replaced while connections live: those that are open stay, and new ones show the new one.
 */
public final class TlsIdentity {
  private final SSLContext context;
  private final RenewableKey key;
  private final List<TrustManager> trust;

  private TlsIdentity(SSLContext context, RenewableKey key, List<TrustManager> trust) {
    this.context = context;
    this.key = key;
    this.trust = trust;
  }

  /**
   * What one side of a connection shows and trusts.
   *
   * @param certificate what it shows, as PEM
   */
  public record Managers(List<KeyManager> keys, List<TrustManager> trust, String certificate) {
    public Managers {
      keys = List.copyOf(keys);
      trust = List.copyOf(trust);
      requireNonNull(certificate, "certificate is null");
    }
  }

  /**
   * Shows the key store's certificate and trusts its trusted entries alone.
   *
   * @param secret PKCS12 with a key entry and the authority's certificate as a trusted entry
   */
  public static TlsIdentity of(KeyStoreSecret secret) throws GeneralSecurityException, IOException {
    char[] password = password(secret);
    try {
      KeyStore store = open(secret, password);
      String alias = alias(store);
      RenewableKey key =
          new RenewableKey(
              (PrivateKey) store.getKey(alias, password),
              (X509Certificate) store.getCertificate(alias));
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {key}, trust.getTrustManagers(), null);
      return new TlsIdentity(context, key, List.of(trust.getTrustManagers()));
    } finally {
      Arrays.fill(password, '\0');
    }
  }

  /** The context of an identity that is never renewed. */
  public static SSLContext context(byte[] keyStore, byte[] password)
      throws GeneralSecurityException, IOException {
    return of(new KeyStoreSecret(keyStore, password)).context();
  }

  public SSLContext context() {
    return context;
  }

  /** Its parts, for a server that makes its own context. */
  public Managers managers() throws GeneralSecurityException {
    return new Managers(List.of(key), trust, Pem.of(key.certificate()));
  }

  /**
   * Shows another certificate from now on.
   *
   * @throws GeneralSecurityException when it has another name or is from another authority; nothing
   *     has changed then
   */
  public void renew(KeyStoreSecret secret) throws GeneralSecurityException, IOException {
    char[] password = password(secret);
    try {
      KeyStore store = open(secret, password);
      String alias = alias(store);
      X509Certificate next = (X509Certificate) store.getCertificate(alias);
      X509Certificate now = key.certificate();
      if (!next.getSubjectX500Principal().equals(now.getSubjectX500Principal())
          || !next.getIssuerX500Principal().equals(now.getIssuerX500Principal())) {
        throw new GeneralSecurityException(
            "the certificate of "
                + next.getSubjectX500Principal()
                + " cannot take the place of that of "
                + now.getSubjectX500Principal());
      }
      key.replace((PrivateKey) store.getKey(alias, password), next);
    } finally {
      Arrays.fill(password, '\0');
    }
  }

  /** Whether so little of its time is left that another one should be had. */
  public boolean isRenewalDue(Instant now) {
    return CertificateLife.isRenewalDue(key.certificate(), now);
  }

  private static char[] password(KeyStoreSecret secret) {
    return new String(secret.password(), StandardCharsets.UTF_8).toCharArray();
  }

  private static KeyStore open(KeyStoreSecret secret, char[] password)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(new ByteArrayInputStream(secret.keyStore()), password);
    return store;
  }

  private static String alias(KeyStore store) throws GeneralSecurityException {
    for (String alias : Collections.list(store.aliases())) {
      if (store.isKeyEntry(alias)) {
        return alias;
      }
    }
    throw new GeneralSecurityException("the key store has no key");
  }
}
