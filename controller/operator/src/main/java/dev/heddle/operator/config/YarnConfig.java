package dev.heddle.operator.config;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.quantity.DataSize;
import java.time.Duration;

/**
 * How YARN is used.
 *
 * @param pollInterval how often the applications are listed
 * @param pendingPollInterval how often while one of them is on its way up or down
 * @param agentOverhead memory reserved for the agent on top of what a spec asks for
 * @param notebookBindAddress the address that notebooks listen on in their container
 * @param ports from which notebooks choose theirs
 */
public record YarnConfig(
    Duration pollInterval,
    Duration pendingPollInterval,
    DataSize agentOverhead,
    String notebookBindAddress,
    Ports ports) {

  public YarnConfig {
    requireNonNull(pollInterval, "pollInterval is null");
    requireNonNull(pendingPollInterval, "pendingPollInterval is null");
    requireNonNull(agentOverhead, "agentOverhead is null");
    requireNonNull(notebookBindAddress, "notebookBindAddress is null");
    requireNonNull(ports, "ports is null");
  }

  /**
   * A range of TCP ports.
   *
   * @param first the lowest
   * @param last the highest, included
   */
  public record Ports(int first, int last) {

    /** Below the range that Linux gives to outgoing connections. */
    public static final Ports DEFAULT = new Ports(20000, 29999);

    public Ports {
      if (first < 1024 || last > 65535 || first > last) {
        throw new IllegalArgumentException(
            first + "-" + last + " is not a range of ports between 1024 and 65535");
      }
    }

    /**
     * Reads {@code first-last}.
     *
     * @throws IllegalArgumentException with a sentence that says what is allowed
     */
    static Ports parse(String text) {
      String[] ends = text.split("-", 2);
      try {
        return new Ports(
            Integer.parseInt(ends[0].strip()), Integer.parseInt(ends[ends.length - 1].strip()));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "'" + text + "' is not a range of ports; write for example " + DEFAULT, e);
      }
    }

    @Override
    public String toString() {
      return first + "-" + last;
    }
  }
}
