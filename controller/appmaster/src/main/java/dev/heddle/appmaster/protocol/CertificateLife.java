package dev.heddle.appmaster.protocol;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

/** When certificates are replaced, as both sides see it. */
public final class CertificateLife {
  private CertificateLife() {}

  /** When a third of its time is left: early enough for whoever is away for weeks. */
  public static boolean isRenewalDue(X509Certificate certificate, Instant now) {
    Instant end = certificate.getNotAfter().toInstant();
    Duration life = Duration.between(certificate.getNotBefore().toInstant(), end);
    return now.isAfter(end.minus(life.dividedBy(3)));
  }
}
