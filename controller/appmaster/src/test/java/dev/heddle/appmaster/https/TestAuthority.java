package dev.heddle.appmaster.https;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.heddle.appmaster.protocol.KeyStoreSecret;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An installation's authority that issues certificates for tests. */
final class TestAuthority {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  static final Duration LIFE = Duration.ofDays(36_500);
  private static final byte[] PASSWORD = "changeit".getBytes(UTF_8);

  private final KeyPair keys;
  private final X509Certificate certificate;
  private long serial;

  TestAuthority(String name) throws Exception {
    keys = newKeys();
    certificate = sign(name, name, keys, true, LIFE);
  }

  /** What a holder of a certificate with this subject uses, as a server or as a client. */
  SSLContext context(String subject) throws Exception {
    return TlsIdentity.of(secret(subject, LIFE)).context();
  }

  /** The same as it comes in an application's credentials. */
  KeyStoreSecret secret(String subject, Duration life) throws Exception {
    KeyPair own = newKeys();
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    X509Certificate signed =
        sign(subject, certificate.getSubjectX500Principal().getName(), own, false, life);
    store.setKeyEntry("own", own.getPrivate(), password(), new Certificate[] {signed, certificate});
    store.setCertificateEntry("authority", certificate);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    store.store(bytes, password());
    return new KeyStoreSecret(bytes.toByteArray(), PASSWORD);
  }

  private static char[] password() {
    return new String(PASSWORD, UTF_8).toCharArray();
  }

  private static KeyPair newKeys() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    return generator.generateKeyPair();
  }

  private X509Certificate sign(
      String subject, String issuer, KeyPair subjectKeys, boolean authority, Duration life)
      throws Exception {
    serial++;
    X509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            new X500Name(issuer),
            BigInteger.valueOf(serial),
            Date.from(NOW.minus(Duration.ofDays(1))),
            Date.from(NOW.plus(life)),
            new X500Name(subject),
            subjectKeys.getPublic());
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
    builder.addExtension(
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(new GeneralName(GeneralName.iPAddress, "127.0.0.1")));
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
  }
}
