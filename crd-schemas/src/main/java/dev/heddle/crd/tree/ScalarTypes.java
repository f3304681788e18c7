package dev.heddle.crd.tree;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * What a plain scalar is, as kubectl reads it, so that one file means the same on every way in.
 *
 * <p>{@code y}, {@code yes}, {@code on} and {@code true} (and their opposites, in lower, upper and
 * capitalised spelling) are booleans: right in a boolean field, and a clear error, never a silent
 * change, where text is wanted. Times and {@code 1:30} stay text.
 */
final class ScalarTypes extends Resolver {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final Pattern INTEGER =
      Pattern.compile(
          "[-+]?(?:0b[01][01_]*|0o?[0-7][0-7_]*|0x[0-9a-fA-F][0-9a-fA-F_]*|0|[1-9][0-9_]*)");
  private static final Pattern DECIMAL =
      Pattern.compile(
          "[-+]?(?:[0-9][0-9_]*\\.[0-9_]*|\\.[0-9][0-9_]*|[0-9][0-9_]*(?=[eE]))(?:[eE][-+]?[0-9]+)?");
  private static final Pattern BOOLEAN =
      Pattern.compile(
          "y|Y|yes|Yes|YES|n|N|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF");
  private static final Set<String> TRUE = Set.of("y", "yes", "true", "on");
  private static final Pattern NOTHING = Pattern.compile("~|null|Null|NULL|");
  private static final int LONGEST_NUMBER = 64;

  @Override
  protected void addImplicitResolvers() {
    addImplicitResolver(Tag.BOOL, BOOLEAN, "yYnNtTfFoO", 5);
    addImplicitResolver(Tag.INT, INTEGER, "-+0123456789", LONGEST_NUMBER);
    addImplicitResolver(Tag.FLOAT, DECIMAL, "-+0123456789.", LONGEST_NUMBER);
    addImplicitResolver(Tag.MERGE, Pattern.compile("<<"), "<", 2);
    addImplicitResolver(Tag.NULL, NOTHING, "~nN\0", 4);
    addImplicitResolver(Tag.NULL, NOTHING, null, 4);
  }

  /** The value of a scalar; empty when its tag is none of JSON's types. */
  static Optional<JsonNode> value(ScalarNode node) {
    Tag tag = node.getTag();
    String text = node.getValue();
    if (tag.equals(Tag.STR) || tag.equals(Tag.MERGE)) {
      return Optional.of(JSON.textNode(text));
    }
    if (tag.equals(Tag.NULL)) {
      return Optional.of(JSON.nullNode());
    }
    if (text.length() > LONGEST_NUMBER) {
      return Optional.empty();
    }
    if (tag.equals(Tag.BOOL) && BOOLEAN.matcher(text).matches()) {
      return Optional.of(JSON.booleanNode(TRUE.contains(text.toLowerCase(Locale.ROOT))));
    }
    if (tag.equals(Tag.INT) && INTEGER.matcher(text).matches()) {
      return Optional.of(integer(text.replace("_", "")));
    }
    if (tag.equals(Tag.FLOAT) && DECIMAL.matcher(text).matches()) {
      return Optional.of(JSON.numberNode(Double.parseDouble(text.replace("_", ""))));
    }
    return Optional.empty();
  }

  private static JsonNode integer(String text) {
    boolean negative = text.startsWith("-");
    String digits = negative || text.startsWith("+") ? text.substring(1) : text;
    BigInteger magnitude;
    if (digits.startsWith("0x")) {
      magnitude = new BigInteger(digits.substring(2), 16);
    } else if (digits.startsWith("0b")) {
      magnitude = new BigInteger(digits.substring(2), 2);
    } else if (digits.startsWith("0o")) {
      magnitude = new BigInteger(digits.substring(2), 8);
    } else if (digits.length() > 1 && digits.startsWith("0")) {
      magnitude = new BigInteger(digits, 8);
    } else {
      magnitude = new BigInteger(digits);
    }
    BigInteger value = negative ? magnitude.negate() : magnitude;
    if (value.bitLength() < Integer.SIZE) {
      return JSON.numberNode(value.intValueExact());
    }
    return value.bitLength() < Long.SIZE
        ? JSON.numberNode(value.longValueExact())
        : JSON.numberNode(value);
  }
}
