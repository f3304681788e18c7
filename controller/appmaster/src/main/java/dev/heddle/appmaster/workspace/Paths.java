package dev.heddle.appmaster.workspace;

/**
 * Paths in a workspace, relative to its top and with slashes; the top itself is empty. HDFS allows
 * no colon in a name, so one is written {@code %3A} there, and what looks like that gets another
 * {@code 25} after its percent sign, as often as needed to be told apart.
 */
final class Paths {
  private static final String COLON = "3A";
  private static final String PERCENT = "25";

  private Paths() {}

  static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }

  static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  static String child(String directory, String name) {
    return directory.isEmpty() ? name : directory + "/" + name;
  }

  static boolean isBelow(String path, String directory) {
    return directory.isEmpty()
        || (path.length() > directory.length()
            && path.charAt(directory.length()) == '/'
            && path.startsWith(directory));
  }

  /** A local path as HDFS can hold it. */
  static String toRemote(String path) {
    if (path.indexOf(':') < 0 && path.indexOf('%') < 0) {
      return path;
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c == ':') {
        text.append('%').append(COLON);
      } else if (c == '%' && looksWritten(path, i)) {
        text.append('%').append(PERCENT);
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }

  /** The local path that was written so. */
  static String toLocal(String path) {
    if (path.indexOf('%') < 0) {
      return path;
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c != '%' || !looksWritten(path, i)) {
        text.append(c);
      } else if (path.startsWith(COLON, i + 1)) {
        text.append(':');
        i += COLON.length();
      } else {
        text.append('%');
        i += PERCENT.length();
      }
    }
    return text.toString();
  }

  private static boolean looksWritten(String path, int percent) {
    int at = percent + 1;
    while (path.startsWith(PERCENT, at)) {
      at += PERCENT.length();
    }
    return path.startsWith(COLON, at);
  }
}
