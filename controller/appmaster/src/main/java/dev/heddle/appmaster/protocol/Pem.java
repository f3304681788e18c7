package dev.heddle.appmaster.protocol;

import java.security.Key;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.util.Base64;

/** Certificates and keys as the text that every TLS library reads. */
public final class Pem {
  private Pem() {}

  public static String of(Certificate certificate) throws CertificateEncodingException {
    return text("CERTIFICATE", certificate.getEncoded());
  }

  public static String of(Key key) {
    return text("PRIVATE KEY", key.getEncoded());
  }

  private static String text(String what, byte[] encoded) {
    return "-----BEGIN "
        + what
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded)
        + "\n-----END "
        + what
        + "-----\n";
  }
}
