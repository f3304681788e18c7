package dev.heddle.crd.tree;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.problem.Position;
import java.util.ArrayList;
import java.util.List;

/**
 * The text of one YAML document.
 *
 * <p>YAML forbids lines that begin with {@code ---} or {@code ...} anywhere inside a document, even
 * in quoted text, so cutting there is exact. It is done before parsing because the parser stops for
 * good at the first mistake, and the documents after it must stay readable (I3).
 *
 * @param text the document without its marker
 * @param firstLine the line of the file on which {@code text} begins, from 1
 * @param firstColumn the column at which its first line begins, from 1
 */
record DocumentText(String text, int firstLine, int firstColumn) {

  private static final int MARKER = 3;

  DocumentText {
    requireNonNull(text, "text is null");
  }

  /** Where the first thing in it stands that is neither blank nor comment. */
  Position position() {
    int line = firstLine;
    int column = firstColumn;
    for (String content : text.split("\n", -1)) {
      String stripped = content.stripLeading();
      if (!stripped.isEmpty() && stripped.charAt(0) != '#') {
        return new Position(line, column + content.length() - stripped.length());
      }
      line++;
      column = 1;
    }
    return new Position(firstLine, firstColumn);
  }

  /** The documents of a file; those without content are left out. */
  static List<DocumentText> split(String text) {
    List<DocumentText> documents = new ArrayList<>();
    int start = 0;
    int startLine = 1;
    int startColumn = 1;
    int line = 1;
    for (int at = 0; at < text.length(); ) {
      int end = text.indexOf('\n', at);
      int next = end < 0 ? text.length() : end + 1;
      if (isMarker(text, at)) {
        add(documents, text.substring(start, at), startLine, startColumn);
        start = Math.min(at + MARKER, next);
        startLine = line;
        startColumn = MARKER + 1;
      }
      at = next;
      line++;
    }
    add(documents, text.substring(start), startLine, startColumn);
    return documents;
  }

  private static boolean isMarker(String text, int at) {
    if (!text.startsWith("---", at) && !text.startsWith("...", at)) {
      return false;
    }
    return at + MARKER == text.length() || " \t\r\n".indexOf(text.charAt(at + MARKER)) >= 0;
  }

  private static void add(List<DocumentText> documents, String text, int line, int column) {
    boolean hasContent =
        text.lines()
            .map(String::strip)
            .anyMatch(l -> !l.isEmpty() && l.charAt(0) != '#' && l.charAt(0) != '%');
    if (hasContent) {
      documents.add(new DocumentText(text, line, column));
    }
  }
}
