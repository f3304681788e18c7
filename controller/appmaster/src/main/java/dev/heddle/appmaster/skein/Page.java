package dev.heddle.appmaster.skein;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * A page that an application shows.
 *
 * @param route its name, one segment of a path
 * @param target the address it is at
 * @param linkName what it is called for people; empty when it is not to be listed
 */
public record Page(String route, String target, String linkName) {
  private static final int LONGEST = 2048;

  public Page {
    requireNonNull(route, "route is null");
    requireNonNull(target, "target is null");
    requireNonNull(linkName, "linkName is null");
    if (route.isEmpty() || route.contains("/") || route.length() > LONGEST) {
      throw new IllegalArgumentException(
          "the route of a page is one segment of a path, without '/'; found '" + route + "'");
    }
    if (!isAddress(target)) {
      throw new IllegalArgumentException(
          "the target of page '" + route + "' is no http or https address: '" + target + "'");
    }
    if (linkName.length() > LONGEST) {
      throw new IllegalArgumentException("the link name of page '" + route + "' is too long");
    }
  }

  private static boolean isAddress(String text) {
    try {
      URI uri = new URI(text);
      return text.length() <= LONGEST
          && uri.getHost() != null
          && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
