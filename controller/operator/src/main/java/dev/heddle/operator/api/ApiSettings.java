package dev.heddle.operator.api;

import static java.util.Objects.requireNonNull;

/**
 * How the API is served.
 *
 * @param host the address to listen on
 * @param port the port; 0 takes a free one
 * @param user the user whom the local token stands for: the owner of what he creates
 * @param mostWatches how many watches may be open at once
 * @param mostWaiting how many requests may wait for a key of an application at once
 * @param mostFollowedLogs how many logs may be followed at once
 * @param exec whether commands may be run in containers
 */
public record ApiSettings(
    String host,
    int port,
    String user,
    int mostWatches,
    int mostWaiting,
    int mostFollowedLogs,
    boolean exec) {

  /** The port of the API unless it is configured. */
  public static final int DEFAULT_PORT = 7878;

  public ApiSettings {
    requireNonNull(host, "host is null");
    requireNonNull(user, "user is null");
    require(port >= 0 && port <= 65535, "port must be 0 to 65535, not " + port);
    require(!user.isBlank(), "user must not be empty");
    require(mostWatches > 0, "mostWatches must be at least 1, not " + mostWatches);
    require(mostWaiting > 0, "mostWaiting must be at least 1, not " + mostWaiting);
    require(mostFollowedLogs > 0, "mostFollowedLogs must be at least 1, not " + mostFollowedLogs);
  }

  /** One where commands may be run in containers. */
  public ApiSettings(
      String host, int port, String user, int mostWatches, int mostWaiting, int mostFollowedLogs) {
    this(host, port, user, mostWatches, mostWaiting, mostFollowedLogs, true);
  }

  /** The defaults, for the user whom the local token stands for. */
  public static ApiSettings ofDefault(String user) {
    return new ApiSettings("127.0.0.1", DEFAULT_PORT, user, 500, 24, 100);
  }

  public ApiSettings withPort(int replacement) {
    return new ApiSettings(
        host, replacement, user, mostWatches, mostWaiting, mostFollowedLogs, exec);
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
