package dev.heddle.appmaster.protocol;

import static java.util.Objects.requireNonNull;

/**
 * Where a service answers.
 *
 * @param host host of the container
 * @param port port of the service, 0 while it is unknown
 * @param baseUrl path under which the service answers, with a slash at both ends
 * @param scheme http or https
 */
public record ServiceAddress(String host, int port, String baseUrl, String scheme) {
  public ServiceAddress {
    requireNonNull(host, "host is null");
    requireNonNull(baseUrl, "baseUrl is null");
    requireNonNull(scheme, "scheme is null");
  }

  /** Empty when the port is not known. */
  public String url() {
    return port > 0 ? scheme + "://" + host + ":" + port + baseUrl : "";
  }
}
