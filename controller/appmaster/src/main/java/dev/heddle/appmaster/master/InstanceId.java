package dev.heddle.appmaster.master;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * One container's life in a service: the name of the service and a number that is used once.
 *
 * @param number from 0, as in Skein
 */
public record InstanceId(String service, int number) {
  public InstanceId {
    requireNonNull(service, "service is null");
  }

  /** The form that people use: {@code worker_3}. */
  public static Optional<InstanceId> parse(String text) {
    int bar = text.lastIndexOf('_');
    if (bar < 1 || !text.substring(bar + 1).matches("\\d{1,9}")) {
      return Optional.empty();
    }
    return Optional.of(
        new InstanceId(text.substring(0, bar), Integer.parseInt(text.substring(bar + 1))));
  }

  /**
   * The id under which YARN is asked for it and gives it, so that a container tells whose it is.
   */
  long request(int ordinalOfService) {
    return ((long) ordinalOfService << 32) | number;
  }

  static int ordinalOf(long request) {
    return (int) (request >>> 32);
  }

  static int numberOf(long request) {
    return (int) request;
  }

  @Override
  public String toString() {
    return service + "_" + number;
  }
}
