package dev.heddle.cli.env;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.cli.terminal.TreeText;
import dev.heddle.crd.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** How Jupyter starts a kernel: {@code share/jupyter/kernels/NAME/kernel.json}. */
final class KernelSpec {

  private static final Pattern PLACE =
      Pattern.compile("share/jupyter/kernels/([^/]+)/kernel\\.json");

  /** From a kernelspec's directory to the environment's: every Jupyter expands it. */
  private static final String UP = "{resource_dir}/../../../..";

  /** What became of it. */
  record Mended(Optional<byte[]> content, Optional<Finding> finding) {}

  private KernelSpec() {}

  static Optional<String> name(String path) {
    var matcher = PLACE.matcher(path);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /** The absolute path that it starts the kernel with, if it is one. */
  static Optional<String> interpreter(byte[] content) {
    try {
      return interpreter(Json.mapper().readTree(content));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> interpreter(JsonNode spec) {
    return Optional.of(spec.path("argv").path(0).asText("")).filter(path -> path.startsWith("/"));
  }

  /**
   * @param exists whether there is a program at a path on this machine
   */
  static Mended mend(String name, byte[] content, PythonPrefix prefix, Predicate<Path> exists) {
    JsonNode tree;
    try {
      tree = Json.mapper().readTree(content);
    } catch (IOException e) {
      return said(
          Finding.warning("KernelSpec", "the kernelspec " + name + " is no JSON: " + place(e)));
    }
    Optional<String> interpreter = interpreter(tree);
    if (!(tree instanceof ObjectNode spec) || interpreter.isEmpty()) {
      return new Mended(Optional.empty(), Optional.empty());
    }
    String path = interpreter.orElseThrow();
    String file = path.substring(path.lastIndexOf('/') + 1);
    Optional<String> own = prefix.relative(path);
    if (own.isEmpty() && exists.test(Path.of(path))) {
      return said(
          Finding.warning(
              "KernelSpec",
              "the kernel "
                  + name
                  + " starts "
                  + path
                  + ", which is not packed: each node needs it"));
    }
    boolean python = file.matches("python[0-9.]*");
    boolean here = Files.exists(prefix.root().resolve(own.orElse("bin/" + file)));
    if (!python && !here) {
      return said(
          Finding.warning(
              "KernelSpec",
              "the kernel " + name + " starts " + path + ", which there is not: it can't start"));
    }
    // Jupyter takes these names for the interpreter that it runs on itself.
    String start = python ? "python" : UP + "/" + own.orElse("bin/" + file);
    String former =
        path.endsWith("/bin/" + file) ? path.substring(0, path.length() - file.length() - 5) : "";
    return new Mended(
        Optional.of(written(mended(spec.deepCopy(), start, former, prefix))), Optional.empty());
  }

  private static ObjectNode mended(
      ObjectNode spec, String start, String former, PythonPrefix prefix) {
    ArrayNode argv = (ArrayNode) spec.path("argv");
    argv.set(0, argv.textNode(start));
    for (int i = 1; i < argv.size(); i++) {
      argv.set(i, argv.textNode(moved(argv.path(i).asText(), former, UP, prefix)));
    }
    if (spec.path("env") instanceof ObjectNode env) {
      String variable =
          prefix.kind() == PythonPrefix.Kind.CONDA ? "${CONDA_PREFIX}" : "${VIRTUAL_ENV}";
      for (Map.Entry<String, JsonNode> each : env.properties()) {
        each.setValue(env.textNode(moved(each.getValue().asText(), former, variable, prefix)));
      }
    }
    return spec;
  }

  private static String moved(String text, String former, String now, PythonPrefix prefix) {
    String moved = prefix.replaceOwn(text, now);
    return former.isEmpty() ? moved : moved.replace(former + "/", now + "/");
  }

  private static byte[] written(ObjectNode spec) {
    return (TreeText.json(spec) + "\n").getBytes(UTF_8);
  }

  private static Mended said(Finding finding) {
    return new Mended(Optional.empty(), Optional.of(finding));
  }

  private static String place(IOException e) {
    return e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
  }
}
