package dev.heddle.lab.config;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who exists in the lab. Nobody logs in: a name is believed, as in any Hadoop without Kerberos.
 *
 * @param superuser who runs the daemons, and so may do everything
 */
public record LabUsers(String superuser) {
  /** Whom the operator runs as: may act for others, owns {@code /heddle}. */
  public static final String OPERATOR = "heddle";

  /** Two ordinary users, for trying out who may do what. */
  public static final List<String> PEOPLE = List.of("alice", "bob");

  public LabUsers {
    requireNonNull(superuser, "superuser is null");
  }

  /** Each with a directory under {@code /user}. */
  public List<String> withHome() {
    return groups().keySet().stream().toList();
  }

  Map<String, String> groups() {
    Map<String, String> groups = new LinkedHashMap<>();
    groups.put(OPERATOR, OPERATOR);
    PEOPLE.forEach(person -> groups.put(person, person + ",people"));
    groups.put("root", "root");
    groups.put(superuser, superuser);
    return groups;
  }

  /**
   * The users of Hadoop's static mapping, so that nobody has to exist in the machine's own user
   * list.
   */
  String groupMapping() {
    StringBuilder mapping = new StringBuilder();
    groups().forEach((user, groups) -> mapping.append(user).append('=').append(groups).append(';'));
    return mapping.append("dr.who=;").toString();
  }
}
