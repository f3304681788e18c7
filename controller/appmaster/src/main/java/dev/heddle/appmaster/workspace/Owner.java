package dev.heddle.appmaster.workspace;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * The container that has, or wants, the workspace, as the name of a directory says it: so that a
 * claim needs no file, and people can read it.
 *
 * @param resource namespace and name, for people
 * @param uid of the resource
 * @param run submission of that resource, from 1
 * @param attempt attempt of that submission, from 1
 * @param containerId identity within all that
 */
record Owner(String resource, String uid, int run, int attempt, String containerId) {
  private static final String PREFIX = "by,";
  private static final int PARTS = 6;

  Owner {
    requireNonNull(resource, "resource is null");
    requireNonNull(uid, "uid is null");
    requireNonNull(containerId, "containerId is null");
  }

  String directoryName() {
    return PREFIX + resource + "," + uid + "," + run + "," + attempt + "," + containerId;
  }

  static Optional<Owner> parse(String name) {
    String[] parts = name.split(",", -1);
    if (!name.startsWith(PREFIX) || parts.length != PARTS) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Owner(
              parts[1],
              parts[2],
              Integer.parseInt(parts[3]),
              Integer.parseInt(parts[4]),
              parts[5]));
    } catch (NumberFormatException notOurs) {
      return Optional.empty();
    }
  }

  /** Whether it is a later container of the same resource. */
  boolean supersedes(Owner other) {
    return uid.equals(other.uid)
        && (run > other.run || (run == other.run && attempt > other.attempt));
  }

  @Override
  public String toString() {
    return resource + " (" + containerId + ")";
  }
}
