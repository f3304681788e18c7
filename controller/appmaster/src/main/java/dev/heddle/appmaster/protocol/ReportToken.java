package dev.heddle.appmaster.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a container shows beside the certificate that it shares with the other containers of its
 * application, so that it can report on itself alone. Follows from a secret that each attempt has,
 * so that the next one knows it too.
 */
public final class ReportToken {
  /** Header of a report that carries it. */
  public static final String HEADER = "Heddle-Report-Token";

  private ReportToken() {}

  public static String of(byte[] secret, String containerId) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(("report " + containerId).getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no HMAC-SHA256", e);
    }
  }
}
