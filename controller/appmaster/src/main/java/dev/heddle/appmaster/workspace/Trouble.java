package dev.heddle.appmaster.workspace;

import java.io.IOException;

/**
 * What keeps files from being saved or restored, for people and programs. Told by the names of the
 * exceptions, since this package knows no Hadoop.
 *
 * @param reason stable CamelCase word
 */
record Trouble(String reason, String message) {
  static final String QUOTA = "QuotaExceeded";
  static final String TAKEN_OVER = "TakenOver";
  static final String DIRECTORY_GONE = "DirectoryGone";
  private static final int LONGEST_DETAIL = 300;
  private static final int DEEPEST = 8;

  static Trouble of(IOException failure, String workspace) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
      String kind = cause.getClass().getSimpleName();
      String detail = detail(cause);
      if (cause instanceof FencedException) {
        return new Trouble(
            TAKEN_OVER,
            detail
                + ": nothing is saved from here any more; stop one of the two, or give one another"
                + " path");
      }
      if (kind.contains("QuotaExceeded")) {
        return new Trouble(
            QUOTA,
            "the quota of "
                + workspace
                + " is used up; have it raised, or free space in it"
                + ": "
                + detail);
      }
      if (kind.equals("AccessControlException")) {
        return new Trouble(
            "PermissionDenied", "HDFS does not let this user use " + workspace + ": " + detail);
      }
      if (isAway(kind, detail)) {
        return new Trouble("HdfsUnavailable", "HDFS cannot be reached: " + detail);
      }
      cause = cause.getCause();
    }
    return new Trouble("HdfsError", workspace + " cannot be used: " + detail(failure));
  }

  /** Somebody deleted the whole directory, or its disk is gone: nothing is concluded from that. */
  static Trouble directoryGone() {
    return new Trouble(
        DIRECTORY_GONE,
        "the directory work of the container is gone, which deletes nothing in the workspace");
  }

  /** Whether it is this one file that HDFS does not take. */
  static boolean isOfTheFile(IOException failure) {
    String kind = failure.getClass().getSimpleName();
    return kind.contains("PathComponentTooLong")
        || kind.contains("MaxDirectoryItems")
        || kind.contains("InvalidPath");
  }

  private static boolean isAway(String kind, String detail) {
    return switch (kind) {
      case "ConnectException",
          "NoRouteToHostException",
          "UnknownHostException",
          "SocketTimeoutException",
          "ConnectTimeoutException",
          "SocketException",
          "EOFException",
          "ClosedChannelException",
          "StandbyException",
          "RetriableException",
          "SafeModeException" ->
          true;
      default ->
          detail.contains("safe mode")
              || detail.contains("could only be written to")
              || detail.contains("could only be replicated to")
              || detail.contains("All datanodes");
    };
  }

  private static String detail(Throwable failure) {
    String text = String.valueOf(failure.getMessage());
    int line = text.indexOf('\n');
    if (line > 0) {
      text = text.substring(0, line);
    }
    text = text.length() > LONGEST_DETAIL ? text.substring(0, LONGEST_DETAIL) + " ..." : text;
    return failure.getMessage() == null ? failure.getClass().getSimpleName() : text.strip();
  }
}
