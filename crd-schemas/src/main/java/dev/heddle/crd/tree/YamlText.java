package dev.heddle.crd.tree;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.problem.FieldPath;
import dev.heddle.crd.problem.Position;
import dev.heddle.crd.problem.Problem;
import dev.heddle.crd.problem.ProblemCode;
import dev.heddle.crd.problem.ProblemList;
import dev.heddle.crd.problem.Wording;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;

/** One YAML document to a tree. SnakeYAML composes nodes and never constructs an object. */
final class YamlText {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Budget budget;
  private final DocumentText document;
  private final Map<FieldPath, Position> positions = new HashMap<>();
  private final ProblemList problems = new ProblemList();

  YamlText(Budget budget, DocumentText document) {
    this.budget = requireNonNull(budget, "budget is null");
    this.document = requireNonNull(document, "document is null");
  }

  Document read(int number) {
    budget.startDocument(document.text().length());
    try {
      Optional<Node> root = compose();
      positions.put(FieldPath.root(), document.position());
      JsonNode tree =
          root.map(node -> convert(node, FieldPath.root(), 1)).orElseGet(JSON::nullNode);
      return new Document(
          number,
          document.position(),
          Optional.of(new LocatedTree(tree, positions)),
          problems.toList());
    } catch (MarkedYAMLException e) {
      return Document.broken(number, document.position(), syntax(e));
    } catch (Budget.LimitExceededException e) {
      return Document.broken(number, document.position(), limit(e.getMessage()));
    } catch (BrokenEscapeException e) {
      return Document.broken(number, document.position(), brokenEscape());
    } catch (ReaderException e) {
      return Document.broken(number, document.position(), notText(e));
    } catch (YAMLException e) {
      return Document.broken(number, document.position(), limit(sentence(e.getMessage())));
    }
  }

  private Optional<Node> compose() {
    LoaderOptions options = new LoaderOptions();
    options.setAllowRecursiveKeys(false);
    options.setNestingDepthLimit(budget.limits().depth());
    options.setMaxAliasesForCollections(budget.limits().aliases());
    options.setCodePointLimit(Math.max(1, budget.limits().bytes()));
    Composer composer =
        new Composer(
            new ParserImpl(new StreamReader(document.text()), options), new ScalarTypes(), options);
    try {
      // Characters that count as no content, such as a second byte order mark, give no node.
      return Optional.ofNullable(composer.getSingleNode());
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      // SnakeYAML decodes what follows the % or the x of an escape before it has looked at it.
      throw new BrokenEscapeException(e);
    }
  }

  private static final class BrokenEscapeException extends YAMLException {
    private static final long serialVersionUID = 1;

    BrokenEscapeException(RuntimeException cause) {
      super("an escape lacks its digits", cause);
    }
  }

  private JsonNode convert(Node node, FieldPath path, int depth) {
    budget.spend();
    budget.checkDepth(depth);
    return switch (node.getNodeId()) {
      case scalar -> scalar((ScalarNode) node, path);
      case sequence -> sequence((SequenceNode) node, path, depth);
      case mapping -> mapping((MappingNode) node, path, depth);
      case anchor -> throw new IllegalStateException("the composer left an alias unresolved");
    };
  }

  private JsonNode sequence(SequenceNode node, FieldPath path, int depth) {
    if (!node.getTag().equals(Tag.SEQ)) {
      customTag(node, path);
    }
    ArrayNode array = JSON.arrayNode();
    for (Node item : node.getValue()) {
      FieldPath itemPath = path.item(array.size());
      positions.put(itemPath, position(item.getStartMark()));
      array.add(convert(item, itemPath, depth + 1));
    }
    return array;
  }

  private JsonNode mapping(MappingNode node, FieldPath path, int depth) {
    if (!node.getTag().equals(Tag.MAP)) {
      customTag(node, path);
    }
    ObjectNode object = JSON.objectNode();
    // What is written here goes over what is merged, and so do its places.
    for (NodeTuple tuple : node.getValue()) {
      if (tuple.getKeyNode().getTag().equals(Tag.MERGE)) {
        merge(tuple.getValueNode(), object, path, depth);
      }
    }
    Map<String, Position> seen = new HashMap<>();
    for (NodeTuple tuple : node.getValue()) {
      Node key = tuple.getKeyNode();
      if (!key.getTag().equals(Tag.MERGE)) {
        Position at = position(key.getStartMark());
        keyText(key, path, at)
            .filter(name -> isFirst(name, seen, path, at))
            .ifPresent(
                name -> {
                  FieldPath field = path.field(name);
                  positions.put(field, at);
                  object.set(name, convert(tuple.getValueNode(), field, depth + 1));
                });
      }
    }
    return object;
  }

  private boolean isFirst(String name, Map<String, Position> seen, FieldPath path, Position at) {
    Position first = seen.putIfAbsent(name, at);
    if (first != null) {
      problem(
          path.field(name),
          ProblemCode.DUPLICATE_KEY,
          "the key "
              + Wording.quote(name)
              + " is already set at line "
              + first.line()
              + ", column "
              + first.column()
              + "; keep one of the two",
          at);
    }
    return first == null;
  }

  /** {@code <<: *anchor}: fields of the anchored mapping that are not written here. */
  private void merge(Node source, ObjectNode into, FieldPath path, int depth) {
    List<Node> sources = source instanceof SequenceNode list ? list.getValue() : List.of(source);
    for (Node each : sources) {
      if (!(each instanceof MappingNode)) {
        problem(
            path,
            ProblemCode.SYNTAX,
            "<< merges something that is not a mapping; allowed is an alias of a mapping",
            position(source.getStartMark()));
        continue;
      }
      JsonNode fields = convert(each, path, depth + 1);
      fields
          .properties()
          .forEach(
              field -> {
                if (!into.has(field.getKey())) {
                  into.set(field.getKey(), field.getValue());
                }
              });
    }
  }

  private Optional<String> keyText(Node key, FieldPath path, Position at) {
    if (!(key instanceof ScalarNode scalar)) {
      problem(path, ProblemCode.SYNTAX, "a list or mapping is used as a key; keys are text", at);
      return Optional.empty();
    }
    if (scalar.getTag().equals(Tag.BOOL) || scalar.getTag().equals(Tag.NULL)) {
      problem(
          path,
          ProblemCode.WRONG_TYPE,
          "YAML reads the key "
              + scalar.getValue()
              + " as "
              + (scalar.getTag().equals(Tag.BOOL) ? "a boolean" : "nothing")
              + "; put it in quotes to make it text",
          at);
      return Optional.empty();
    }
    return Optional.of(scalar.getValue());
  }

  private JsonNode scalar(ScalarNode node, FieldPath path) {
    Optional<JsonNode> value = ScalarTypes.value(node);
    if (value.isEmpty()) {
      customTag(node, path);
    }
    return value.orElseGet(() -> JSON.textNode(node.getValue()));
  }

  private void customTag(Node node, FieldPath path) {
    problem(
        path,
        ProblemCode.SYNTAX,
        "the tag " + Wording.quote(node.getTag().getValue()) + " is not allowed here",
        position(node.getStartMark()));
  }

  private void problem(FieldPath path, ProblemCode code, String message, Position at) {
    problems.add(new Problem(code, path, message, Optional.of(at)));
  }

  private Problem syntax(MarkedYAMLException e) {
    Mark mark = e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
    String context =
        e.getContext() == null || e.getContext().isBlank() ? "" : e.getContext().strip() + ": ";
    String what = e.getProblem() == null ? "not YAML" : e.getProblem().strip();
    boolean limit = what.contains("limit") || what.contains("exceeds");
    return new Problem(
        limit ? ProblemCode.TOO_LARGE : ProblemCode.SYNTAX,
        FieldPath.root(),
        sentence("not valid YAML, " + context + what),
        Optional.of(mark == null ? document.position() : position(mark)));
  }

  private Problem brokenEscape() {
    return new Problem(
        ProblemCode.SYNTAX,
        FieldPath.root(),
        "not valid YAML, an escape such as \\x41 or %41 lacks its digits",
        Optional.of(document.position()));
  }

  private Problem notText(ReaderException e) {
    return new Problem(
        ProblemCode.NOT_TEXT,
        FieldPath.root(),
        String.format(
            Locale.ROOT,
            "the document has the character U+%04X, which YAML does not allow",
            e.getCodePoint()),
        Optional.of(document.position()));
  }

  private Problem limit(String message) {
    return new Problem(
        ProblemCode.TOO_LARGE, FieldPath.root(), message, Optional.of(document.position()));
  }

  private static String sentence(String message) {
    return message.lines().map(String::strip).reduce((a, b) -> a + " " + b).orElse("");
  }

  private Position position(Mark mark) {
    int column =
        mark.getLine() == 0 ? mark.getColumn() + document.firstColumn() : mark.getColumn() + 1;
    return new Position(mark.getLine() + document.firstLine(), column);
  }
}
