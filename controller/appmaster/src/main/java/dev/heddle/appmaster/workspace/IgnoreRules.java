package dev.heddle.appmaster.workspace;

import java.util.ArrayList;
import java.util.List;

/**
 * Which files have no place in the workspace. A pattern without a slash matches a name at any
 * depth, one with a slash a path from the top; {@code *} stands for any text without a slash and
 * {@code ?} for one character other than it.
 */
final class IgnoreRules {
  /** Jupyter's copy of a notebook while it saves it. */
  static final String SAVE_MARK = ".~";

  private static final List<String> USUAL =
      List.of(".ipynb_checkpoints", "__pycache__", ".nfs*", ".Trash-*");

  private final List<String> patterns;

  /**
   * @param further besides the usual ones
   */
  IgnoreRules(List<String> further) {
    List<String> all = new ArrayList<>(USUAL);
    all.addAll(further);
    this.patterns = List.copyOf(all);
  }

  boolean ignores(String path) {
    String name = Paths.name(path);
    if (name.startsWith(SAVE_MARK)) {
      return true;
    }
    for (String pattern : patterns) {
      int end = pattern.endsWith("/") ? pattern.length() - 1 : pattern.length();
      int start = pattern.startsWith("/") ? 1 : 0;
      String plain = pattern.substring(Math.min(start, end), end);
      boolean whole = start == 1 || plain.indexOf('/') >= 0;
      if (matches(plain, whole ? path : name)) {
        return true;
      }
    }
    return false;
  }

  private static boolean matches(String pattern, String text) {
    int p = 0;
    int t = 0;
    int star = -1;
    int resume = 0;
    while (t < text.length()) {
      char c = text.charAt(t);
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        resume = t;
      } else if (p < pattern.length()
          && (pattern.charAt(p) == c || (pattern.charAt(p) == '?' && c != '/'))) {
        p++;
        t++;
      } else if (star >= 0 && text.charAt(resume) != '/') {
        p = star + 1;
        t = ++resume;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }
}
