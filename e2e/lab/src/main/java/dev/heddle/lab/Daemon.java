package dev.heddle.lab;

import static java.util.Objects.requireNonNull;

/** One daemon of the lab; only NodeManagers come in more than one. */
public record Daemon(Role role, int number) {
  public Daemon {
    requireNonNull(role, "role is null");
    if (number < 1 || (number > 1 && role != Role.NODEMANAGER)) {
      throw new IllegalArgumentException("no " + role.title() + " number " + number);
    }
  }

  public static Daemon of(Role role) {
    return new Daemon(role, 1);
  }

  public static Daemon nodeManager(int number) {
    return new Daemon(Role.NODEMANAGER, number);
  }

  /** The name in commands and files: {@code nn}, {@code rm}, {@code nm1}. */
  public String name() {
    return role == Role.NODEMANAGER ? role.code() + number : role.code();
  }

  /** The name shown to people. */
  public String title() {
    return role == Role.NODEMANAGER ? role.title() + " " + number : role.title();
  }
}
