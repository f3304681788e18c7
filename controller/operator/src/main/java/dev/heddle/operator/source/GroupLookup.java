package dev.heddle.operator.source;

import java.util.Set;

/** The groups of a user, as the cluster maps them. */
public interface GroupLookup {

  /** The groups; empty for a user without any, or one that nobody knows. */
  Set<String> groupsOf(String user);
}
