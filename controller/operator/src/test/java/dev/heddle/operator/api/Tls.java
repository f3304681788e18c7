package dev.heddle.operator.api;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.heddle.operator.agent.ApiCertificates;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXBuilderParameters;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Optional;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The client's side of TLS, from PEM as clients have it. */
final class Tls {

  private Tls() {}

  /** Trusts the installation; shows a certificate where there is one, whoever has signed it. */
  static SSLContext context(
      ApiCertificates trusted, Optional<ApiCertificates.Issued> shown, Instant now) {
    try {
      KeyStore trust = KeyStore.getInstance("PKCS12");
      trust.load(null, null);
      trust.setCertificateEntry("ca", certificate(trusted.authorityPem()));
      PKIXBuilderParameters judged = new PKIXBuilderParameters(trust, null);
      judged.setDate(Date.from(now)); // The client's time is the server's, and not the wall's.
      judged.setRevocationEnabled(false);
      TrustManagerFactory trusts = TrustManagerFactory.getInstance("PKIX");
      trusts.init(new CertPathTrustManagerParameters(judged));
      KeyStore own = KeyStore.getInstance("PKCS12");
      own.load(null, null);
      if (shown.isPresent()) {
        byte[] key =
            Base64.getMimeDecoder()
                .decode(shown.get().key().replaceAll("-----[A-Z ]+-----", "").strip());
        own.setKeyEntry(
            "own",
            KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(key)),
            new char[0],
            new Certificate[] {certificate(shown.get().certificate())});
      }
      KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
      keys.init(own, new char[0]);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trusts.getTrustManagers(), new SecureRandom());
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static Certificate certificate(String pem) throws GeneralSecurityException {
    return CertificateFactory.getInstance("X.509")
        .generateCertificate(new ByteArrayInputStream(pem.getBytes(US_ASCII)));
  }
}
