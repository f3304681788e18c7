package dev.heddle.skein;

import dev.heddle.appmaster.https.TlsIdentity;
import dev.heddle.appmaster.protocol.Pem;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An installation's authority, and what an application master shows that trusts it. */
final class Certificates {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final char[] PASSWORD = "changeit".toCharArray();

  private final KeyPair authorityKeys = newKeys();
  private final X509Certificate authority =
      signed("CN=authority", "CN=authority", authorityKeys, authorityKeys, true);
  private final KeyPair shownKeys = newKeys();
  private final X509Certificate shown =
      signed("CN=skein-internal", "CN=skein-internal", shownKeys, shownKeys, true);

  Certificates() throws Exception {}

  TlsIdentity.Managers server() throws Exception {
    return new TlsIdentity.Managers(keys(shownKeys, shown), trust(authority), Pem.of(shown));
  }

  KeyManager[] client(String name) throws Exception {
    KeyPair own = newKeys();
    return keys(own, signed("CN=" + name, "CN=authority", own, authorityKeys, false))
        .toArray(KeyManager[]::new);
  }

  TrustManager[] trustOfClients() throws Exception {
    return trust(shown).toArray(TrustManager[]::new);
  }

  private static List<KeyManager> keys(KeyPair pair, X509Certificate certificate) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("own", pair.getPrivate(), PASSWORD, new Certificate[] {certificate});
    KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
    factory.init(store, PASSWORD);
    return List.of(factory.getKeyManagers());
  }

  private static List<TrustManager> trust(X509Certificate certificate) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("trusted", certificate);
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(store);
    return List.of(factory.getTrustManagers());
  }

  private static KeyPair newKeys() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    return generator.generateKeyPair();
  }

  private static X509Certificate signed(
      String subject, String issuer, KeyPair keys, KeyPair signer, boolean signs) throws Exception {
    X509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            new X500Name(issuer),
            BigInteger.valueOf(System.nanoTime()),
            Date.from(NOW.minus(Duration.ofDays(1))),
            Date.from(NOW.plus(Duration.ofDays(36500))),
            new X500Name(subject),
            keys.getPublic());
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(signs));
    builder.addExtension(
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(
            new GeneralName(GeneralName.dNSName, subject.substring(3).replace('_', '-'))));
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(
                new JcaContentSignerBuilder("SHA256withECDSA").build(signer.getPrivate())));
  }
}
