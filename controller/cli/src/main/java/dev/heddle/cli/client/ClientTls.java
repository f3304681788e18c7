package dev.heddle.cli.client;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.heddle.cli.terminal.CliException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** TLS by certificates in files: whom to trust, and by what to be known. */
final class ClientTls {

  private static final char[] NONE = new char[0];

  private ClientTls() {}

  /** For plain http: reading the JDK's certificates takes 0.1 s, which it need not pay. */
  static SSLContext unused() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[0], null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no TLS", e);
    }
  }

  /**
   * Trusts those authorities only.
   *
   * @param own a certificate and its key, to be known by; empty for a token
   */
  static SSLContext of(Path authorities, Optional<Path> own, Optional<Path> key) {
    try {
      KeyStore trusted = empty();
      int number = 0;
      for (Certificate certificate : certificates(authorities)) {
        trusted.setCertificateEntry("ca" + number++, certificate);
      }
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          own.isPresent() ? keys(own.get(), key) : new KeyManager[0],
          trust.getTrustManagers(),
          null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new CliException(
          "the certificates in " + authorities + " can't be used: " + e.getMessage(),
          "it must hold the operator's certificate authority in PEM, such as api-ca.pem of its"
              + " stateDir",
          e);
    }
  }

  private static KeyManager[] keys(Path own, Optional<Path> key)
      throws GeneralSecurityException, IOException {
    Path file =
        key.orElseThrow(
            () -> new CliException("there is no key for the certificate " + own, "name its file"));
    KeyStore store = empty();
    store.setKeyEntry("own", privateKey(file), NONE, certificates(own).toArray(Certificate[]::new));
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(store, NONE);
    return managers.getKeyManagers();
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static Collection<? extends Certificate> certificates(Path file)
      throws GeneralSecurityException, IOException {
    return CertificateFactory.getInstance("X.509")
        .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)));
  }

  private static PrivateKey privateKey(Path file) throws GeneralSecurityException, IOException {
    String text = Files.readString(file, US_ASCII).replaceAll("-----[A-Z ]+-----", "");
    byte[] key;
    try {
      key = Base64.getMimeDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException(file + " holds no key in PEM", e);
    }
    try {
      return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(key));
    } catch (InvalidKeySpecException notThatSort) {
      return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(key));
    }
  }
}
