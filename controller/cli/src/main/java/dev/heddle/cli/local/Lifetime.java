package dev.heddle.cli.local;

/** How long a child process lives. */
public enum Lifetime {
  /** It ends with this process, however this one ends. */
  WITH_PARENT,
  /** It goes on until it is stopped by a later command. */
  KEPT
}
