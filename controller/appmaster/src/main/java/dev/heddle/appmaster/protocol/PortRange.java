package dev.heddle.appmaster.protocol;

/** Ports from first to last, both included. */
public record PortRange(int first, int last) {
  /** Below the range that Linux gives to outgoing connections. */
  public static final PortRange DEFAULT = new PortRange(20000, 29999);

  public PortRange {
    if (first < 1024 || last > 65535 || first > last) {
      throw new IllegalArgumentException(
          "not a range of ports in 1024-65535: " + first + "-" + last);
    }
  }

  public int size() {
    return last - first + 1;
  }
}
