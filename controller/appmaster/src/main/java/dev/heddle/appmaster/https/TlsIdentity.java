package dev.heddle.appmaster.https;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The application's certificate, its key, and the authority of the installation. */
public final class TlsIdentity {
  private TlsIdentity() {}

  /**
   * A context that shows the key store's certificate and trusts its trusted entries alone.
   *
   * @param keyStore PKCS12 with a key entry and the authority's certificate as a trusted entry
   */
  public static SSLContext context(byte[] keyStore, byte[] password)
      throws GeneralSecurityException, IOException {
    char[] secret = new String(password, StandardCharsets.UTF_8).toCharArray();
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(new ByteArrayInputStream(keyStore), secret);
      KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
      keys.init(store, secret);
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } finally {
      Arrays.fill(secret, '\0');
    }
  }
}
