package dev.heddle.operator.access;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Somebody whom authentication knows.
 *
 * @param name by which bindings speak of him
 * @param uid tells two users of one name apart; may be empty
 * @param groups he is in
 * @param extra what authentication knows besides
 */
public record User(String name, String uid, Set<String> groups, Map<String, List<String>> extra) {

  /** Everybody who has shown who he is. */
  public static final String AUTHENTICATED = "system:authenticated";

  /** May do everything, whatever roles say. */
  public static final String MASTERS = "system:masters";

  public User {
    requireNonNull(name, "name is null");
    requireNonNull(uid, "uid is null");
    groups = Set.copyOf(groups);
    extra = Map.copyOf(extra);
  }

  /** A user who has shown who he is, in these groups. */
  public static User authenticated(String name, Collection<String> groups) {
    return authenticated(name, "", groups);
  }

  /** The same with a uid. */
  public static User authenticated(String name, String uid, Collection<String> groups) {
    Set<String> all = new TreeSet<>(groups);
    all.add(AUTHENTICATED);
    return new User(name, uid, all, Map.of());
  }

  /** Whether roles are not asked about him. */
  public boolean isMaster() {
    return groups.contains(MASTERS);
  }
}
