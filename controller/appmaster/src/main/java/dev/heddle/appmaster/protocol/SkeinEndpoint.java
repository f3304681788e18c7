package dev.heddle.appmaster.protocol;

import static java.util.Objects.requireNonNull;

/**
 * Where an application master speaks Skein's protocol.
 *
 * @param certificate what it shows there, as PEM: Skein's clients trust this one and no authority
 */
public record SkeinEndpoint(String host, int port, String certificate) {
  public SkeinEndpoint {
    requireNonNull(host, "host is null");
    requireNonNull(certificate, "certificate is null");
  }

  public String address() {
    return host + ":" + port;
  }

  public String toJson() {
    return JsonObject.create()
        .put("host", host)
        .put("port", port)
        .put("certificate", certificate)
        .toString();
  }

  public static SkeinEndpoint fromJson(String text) {
    JsonObject json = JsonObject.parse(text);
    return new SkeinEndpoint(
        json.string("host"), Math.toIntExact(json.integer("port")), json.string("certificate"));
  }
}
