package dev.heddle.crd.tree;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.problem.FieldPath;
import dev.heddle.crd.problem.Position;
import dev.heddle.crd.problem.Problem;
import dev.heddle.crd.problem.ProblemCode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads the documents of a file, each by itself: one that is broken leaves the others readable.
 *
 * <p>A file whose name ends in {@code .json} is read as JSON, any other as YAML.
 */
public final class DocumentReader {

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final Limits limits;

  public DocumentReader(Limits limits) {
    this.limits = requireNonNull(limits, "limits is null");
  }

  /** The documents of a file of bytes, in their order; empty ones are left out. */
  public List<Document> read(String fileName, byte[] content) {
    if (content.length > limits.bytes()) {
      return List.of(tooLarge(content.length));
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
      return readText(fileName, text);
    } catch (CharacterCodingException e) {
      return List.of(
          whole(
              ProblemCode.NOT_TEXT,
              "the file is not UTF-8 text; allowed is YAML or JSON in UTF-8"));
    }
  }

  /** The documents of a file of text, in their order; empty ones are left out. */
  public List<Document> read(String fileName, String content) {
    if (content.length() > limits.bytes()) {
      return List.of(tooLarge(content.length()));
    }
    return readText(fileName, content);
  }

  private List<Document> readText(String fileName, String content) {
    String text =
        !content.isEmpty() && content.charAt(0) == BYTE_ORDER_MARK ? content.substring(1) : content;
    Optional<Document> binary = findBinary(text);
    if (binary.isPresent()) {
      return List.of(binary.get());
    }
    Budget budget = new Budget(limits);
    if (fileName.toLowerCase(Locale.ROOT).endsWith(".json")) {
      return new JsonText(budget).read(text);
    }
    return readYaml(text, budget);
  }

  private List<Document> readYaml(String text, Budget budget) {
    List<Document> documents = new ArrayList<>();
    for (DocumentText part : DocumentText.split(text)) {
      int number = documents.size() + 1;
      if (number > limits.documents()) {
        documents.add(
            Document.broken(
                number,
                part.position(),
                Problem.at(
                        FieldPath.root(),
                        ProblemCode.TOO_LARGE,
                        "the file has more documents than the allowed " + limits.documents())
                    .withPosition(Optional.of(part.position()))));
        return documents;
      }
      documents.add(new YamlText(budget, part).read(number));
    }
    return documents;
  }

  /** Control characters mean that this is no text; YAML and JSON allow none but these three. */
  private static Optional<Document> findBinary(String text) {
    int line = 1;
    int lineStart = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        line++;
        lineStart = i + 1;
      } else if ((c < ' ' && c != '\t' && c != '\r') || c == 0x7f) {
        Position position = new Position(line, i - lineStart + 1);
        Problem problem =
            Problem.at(
                    FieldPath.root(),
                    ProblemCode.NOT_TEXT,
                    String.format(
                        Locale.ROOT,
                        "the file has the control character 0x%02x; allowed is YAML or JSON text",
                        (int) c))
                .withPosition(Optional.of(position));
        return Optional.of(Document.broken(0, position, problem));
      }
    }
    return Optional.empty();
  }

  private Document tooLarge(int found) {
    return whole(
        ProblemCode.TOO_LARGE,
        "the file has " + found + " bytes; allowed are at most " + limits.bytes());
  }

  private static Document whole(ProblemCode code, String message) {
    return Document.broken(0, Position.START, Problem.at(FieldPath.root(), code, message));
  }
}
