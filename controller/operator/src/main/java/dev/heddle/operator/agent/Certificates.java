package dev.heddle.operator.agent;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Writes certificates: the authority's own, and those that it signs. */
final class Certificates {

  private static final X500Name AUTHORITY = new X500Name("CN=Heddle installation authority");
  private static final Duration AUTHORITY_LIFE = Duration.ofDays(20 * 365);

  /** Renewed when a third is left, which is longer than any operator is away. */
  static final Duration LIFE = Duration.ofDays(365);

  /** Skein's client reads its files once and asks nobody for new ones. */
  static final Duration SKEIN_LIFE = Duration.ofDays(5 * 365);

  /** Clocks of nodes differ. */
  private static final Duration SLACK = Duration.ofHours(24);

  private final Clock clock;
  private final SecureRandom random;

  Certificates(Clock clock, SecureRandom random) {
    this.clock = requireNonNull(clock, "clock is null");
    this.random = requireNonNull(random, "random is null");
  }

  X509Certificate authority(KeyPair pair) throws GeneralSecurityException, IOException {
    X509v3CertificateBuilder builder =
        builder(AUTHORITY, AUTHORITY, pair.getPublic(), AUTHORITY_LIFE)
            .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
            .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
    return signed(builder, pair.getPrivate());
  }

  /**
   * A certificate whose subject is {@code name}, and whose alternative name is the same with
   * hyphens for underscores: as a host's name in a TLS handshake no other would be accepted.
   */
  X509Certificate sign(
      String name,
      PublicKey subject,
      Duration life,
      PrivateKey authority,
      X509Certificate authorityCertificate)
      throws GeneralSecurityException, IOException {
    X509v3CertificateBuilder builder =
        builder(issuer(authorityCertificate), new X500Name("CN=" + name), subject, life)
            .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
            .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
            .addExtension(
                Extension.subjectAlternativeName,
                false,
                new GeneralNames(new GeneralName(GeneralName.dNSName, name.replace('_', '-'))));
    return signed(builder, authority);
  }

  /** The certificate of a server that is called by these names and addresses. */
  X509Certificate server(
      Set<String> names,
      PublicKey subject,
      Duration life,
      PrivateKey authority,
      X509Certificate authorityCertificate)
      throws GeneralSecurityException, IOException {
    List<GeneralName> all = new ArrayList<>();
    for (String name : names) {
      boolean address = name.contains(":") || name.matches("[0-9.]+");
      all.add(new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, name));
    }
    X509v3CertificateBuilder builder =
        builder(issuer(authorityCertificate), new X500Name("CN=heddle-api"), subject, life)
            .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
            .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
            .addExtension(
                Extension.extendedKeyUsage,
                false,
                new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
            .addExtension(
                Extension.subjectAlternativeName,
                false,
                new GeneralNames(all.toArray(GeneralName[]::new)));
    return signed(builder, authority);
  }

  /** The certificate by which a user of the API shows who he is. */
  X509Certificate client(
      X500Name user,
      PublicKey subject,
      Duration life,
      PrivateKey authority,
      X509Certificate authorityCertificate)
      throws GeneralSecurityException, IOException {
    X509v3CertificateBuilder builder =
        builder(issuer(authorityCertificate), user, subject, life)
            .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
            .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
            .addExtension(
                Extension.extendedKeyUsage,
                false,
                new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth));
    return signed(builder, authority);
  }

  private static X500Name issuer(X509Certificate authority) {
    return X500Name.getInstance(authority.getSubjectX500Principal().getEncoded());
  }

  /**
   * A certificate that stands for itself: whoever has a copy trusts it, and nobody else does.
   *
   * @param name subject, and the host's name for which it is taken
   */
  X509Certificate alone(String name, KeyPair pair) throws GeneralSecurityException, IOException {
    X500Name subject = new X500Name("CN=" + name);
    X509v3CertificateBuilder builder =
        builder(subject, subject, pair.getPublic(), SKEIN_LIFE)
            // Without the right to sign OpenSSL takes it for nobody's issue, not even its own.
            .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
            .addExtension(
                Extension.keyUsage,
                true,
                new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyCertSign))
            .addExtension(
                Extension.subjectAlternativeName,
                false,
                new GeneralNames(new GeneralName(GeneralName.dNSName, name)));
    return signed(builder, pair.getPrivate());
  }

  private X509v3CertificateBuilder builder(
      X500Name issuer, X500Name subject, PublicKey key, Duration life) {
    Instant now = clock.instant();
    return new JcaX509v3CertificateBuilder(
        issuer,
        new BigInteger(127, random).setBit(126),
        Date.from(now.minus(SLACK)),
        Date.from(now.plus(life)),
        subject,
        key);
  }

  private static X509Certificate signed(X509v3CertificateBuilder builder, PrivateKey key)
      throws GeneralSecurityException {
    try {
      return new JcaX509CertificateConverter()
          .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
    } catch (OperatorCreationException e) {
      throw new GeneralSecurityException(e);
    }
  }
}
