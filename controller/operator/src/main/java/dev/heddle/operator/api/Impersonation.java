package dev.heddle.operator.api;

import static java.util.Objects.requireNonNull;

import dev.heddle.operator.access.Attributes;
import dev.heddle.operator.access.Attributes.Target;
import dev.heddle.operator.access.User;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * In whose name somebody wants to ask, by Kubernetes' headers.
 *
 * @param user whom he wants to be
 * @param needed the rights without which he may not
 */
record Impersonation(User user, List<Attributes> needed) {

  private static final String VERB = "impersonate";
  private static final String EXTRA = "impersonate-extra-";
  private static final String ACCOUNT = "system:serviceaccount:";

  Impersonation {
    requireNonNull(user, "user is null");
    needed = List.copyOf(needed);
  }

  /**
   * What the headers want; empty without any.
   *
   * @param headers by their lower-case names, each with all its values
   */
  static Optional<Impersonation> of(Map<String, List<String>> headers) {
    List<String> names = headers.getOrDefault("impersonate-user", List.of());
    List<String> groups = headers.getOrDefault("impersonate-group", List.of());
    List<String> uids = headers.getOrDefault("impersonate-uid", List.of());
    Map<String, List<String>> extra = new HashMap<>();
    headers.forEach(
        (header, values) -> {
          if (header.startsWith(EXTRA)) {
            extra.put(
                URLDecoder.decode(header.substring(EXTRA.length()), StandardCharsets.UTF_8)
                    .toLowerCase(Locale.ROOT),
                values);
          }
        });
    if (names.isEmpty() || names.get(0).isEmpty()) {
      if (!groups.isEmpty() || !uids.isEmpty() || !extra.isEmpty()) {
        throw ApiException.badRequest(
            "the headers Impersonate-Group, -Uid and -Extra need Impersonate-User beside them");
      }
      return Optional.empty();
    }
    String name = names.get(0);
    List<Attributes> needed = new ArrayList<>();
    needed.add(name(name));
    groups.forEach(group -> needed.add(Attributes.ofCluster(VERB, "", "groups", group)));
    uids.forEach(
        uid -> needed.add(Attributes.ofCluster(VERB, "authentication.k8s.io", "uids", uid)));
    extra.forEach(
        (key, values) ->
            values.forEach(
                value ->
                    needed.add(
                        Attributes.of(
                            VERB,
                            new Target("authentication.k8s.io", "userextras", key, "", value)))));
    Set<String> all = new TreeSet<>(groups);
    if (!name.equals("system:anonymous")) {
      all.add(User.AUTHENTICATED);
    }
    return Optional.of(
        new Impersonation(new User(name, uids.isEmpty() ? "" : uids.get(0), all, extra), needed));
  }

  /** The right to be that user. */
  static Attributes name(String name) {
    String[] account = name.startsWith(ACCOUNT) ? name.split(":", -1) : new String[0];
    return account.length == 4
        ? Attributes.of(VERB, new Target("", "serviceaccounts", "", account[2], account[3]))
        : Attributes.ofCluster(VERB, "", "users", name);
  }

  /** The right to be in that group. */
  static Attributes group(String name) {
    return Attributes.ofCluster(VERB, "", "groups", name);
  }
}
