package dev.heddle.cli.env;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The first line of a script, which names its interpreter by an absolute path. */
final class Shebang {

  private static final Pattern LINE =
      Pattern.compile("\\A#![ \\t]*(/[^ \\t\\r\\n]+)([^\\r\\n]*)\\r?\\n?");

  /** What pip writes when the path is too long for Linux or has a space in it. */
  private static final Pattern BY_SHELL =
      Pattern.compile(
          "\\A#!/bin/sh\\n'''exec' (\"[^\"\\n]+\"|\\S+)([^\\n]*) \"\\$0\" \"\\$@\"\\n' '''\\n");

  private static final Pattern OTHER_CODING =
      Pattern.compile(
          "\\A[^\\n]*\\n[ \\t]*#.*?coding[:=][ \\t]*(?!utf-?8|ascii|us-ascii)[-\\w.]+",
          Pattern.CASE_INSENSITIVE);

  private Shebang() {}

  /** The absolute path of a script's interpreter. */
  static Optional<String> interpreter(byte[] content) {
    String text = new String(content, ISO_8859_1);
    Matcher byShell = BY_SHELL.matcher(text);
    if (byShell.find()) {
      return Optional.of(unquoted(byShell.group(1)));
    }
    Matcher line = LINE.matcher(text);
    return line.find() ? Optional.of(line.group(1)) : Optional.empty();
  }

  /**
   * The script, started by the interpreter that lies beside it, wherever that is. Empty when its
   * interpreter is not the environment's.
   */
  static Optional<byte[]> mend(byte[] content, PythonPrefix prefix) {
    if (content.length < 3 || content[0] != '#' || content[1] != '!') {
      return Optional.empty();
    }
    String text = new String(content, ISO_8859_1);
    Matcher byShell = BY_SHELL.matcher(text);
    Matcher line = LINE.matcher(text);
    Matcher found = byShell.find() ? byShell : line;
    if (found == line && !line.find()) {
      return Optional.empty();
    }
    String options = found.group(2);
    return prefix
        .relative(decoded(unquoted(found.group(1))))
        .filter(path -> !path.isEmpty())
        .map(path -> head(path, options, text) + text.substring(found.end()))
        .map(mended -> mended.getBytes(ISO_8859_1));
  }

  private static String head(String path, String options, String text) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    boolean bySh = path.equals("bin/" + name) && name.matches("(python|pypy)[0-9.]*");
    if (!bySh || OTHER_CODING.matcher(text).find()) {
      return "#!/usr/bin/env " + (options.isBlank() ? "" : "-S ") + name + options + "\n";
    }
    // A shell runs the second line; to Python it is a text that goes over two lines.
    return "#!/bin/sh\n'''exec' \"$(dirname -- \"$(readlink -f -- \"$0\")\")/"
        + name
        + "\""
        + options
        + " \"$0\" \"$@\"\n' '''\n";
  }

  private static String unquoted(String path) {
    return path.startsWith("\"") ? path.substring(1, path.length() - 1) : path;
  }

  /** Paths are read byte by byte, as the rest of the script. */
  private static String decoded(String path) {
    return new String(path.getBytes(ISO_8859_1), UTF_8);
  }
}
