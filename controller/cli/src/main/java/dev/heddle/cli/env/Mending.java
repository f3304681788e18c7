package dev.heddle.cli.env;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.crd.json.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is changed in a file, so that it works wherever the archive is unpacked. */
final class Mending {

  private static final Pattern DIRECT_URL =
      Pattern.compile("lib[^/]*/.*/([^/]+)\\.dist-info/direct_url\\.json");

  /** Paths in these are of no effect: who installed what, and from where. */
  private static final Pattern RECORDS =
      Pattern.compile("conda-meta/.*|.*\\.dist-info/(direct_url\\.json|RECORD)");

  /** A file of the archive. */
  static final class Mended {
    private final byte[] content;
    private final List<Finding> findings;
    private final boolean namesPrefix;

    private Mended(byte[] content, List<Finding> findings, boolean namesPrefix) {
      this.content = content;
      this.findings = List.copyOf(findings);
      this.namesPrefix = namesPrefix;
    }

    /** To be written, not kept: it may be the array that was given. */
    byte[] content() {
      return content;
    }

    List<Finding> findings() {
      return findings;
    }

    /** Whether it still names the place that the environment is at now. */
    boolean namesPrefix() {
      return namesPrefix;
    }
  }

  private Mending() {}

  static Mended mend(String name, byte[] content, PythonPrefix prefix) {
    Optional<byte[]> changed = Optional.empty();
    List<Finding> findings = List.of();
    Optional<String> kernel = KernelSpec.name(name);
    if (kernel.isPresent()) {
      KernelSpec.Mended spec =
          KernelSpec.mend(kernel.orElseThrow(), content, prefix, Files::isExecutable);
      changed = spec.content();
      findings = spec.finding().stream().toList();
    } else if (name.equals("pyvenv.cfg")) {
      changed = Optional.of(bytes(VenvConfiguration.portable(text(content))));
    } else if (name.startsWith("bin/activate")) {
      changed = ActivateScript.mend(name, text(content)).map(Mending::bytes);
    } else if (name.endsWith(".pth")) {
      PathFile.Mended file = PathFile.mend(name, text(content), prefix);
      changed = file.content().map(Mending::bytes);
      boolean editable = Path.of(name).getFileName().toString().startsWith("__editable__");
      findings = editable ? List.of() : file.findings();
    } else if (name.endsWith(".egg-link")) {
      findings =
          List.of(
              editable(
                  Path.of(name).getFileName().toString(),
                  text(content).lines().findFirst().orElse("")));
    } else {
      findings = installedFrom(name, content, prefix).stream().toList();
    }
    byte[] result = changed.or(() -> Shebang.mend(content, prefix)).orElse(content);
    return new Mended(result, findings, namesPrefix(name, result, prefix));
  }

  private static Optional<Finding> installedFrom(String name, byte[] content, PythonPrefix prefix) {
    Matcher matcher = DIRECT_URL.matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      JsonNode json = Json.mapper().readTree(content);
      String path = URI.create(json.path("url").asText("")).getPath();
      boolean outside = path != null && prefix.relative(path).isEmpty();
      return json.path("dir_info").path("editable").asBoolean(false) && outside
          ? Optional.of(editable(matcher.group(1), path))
          : Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Finding editable(String project, String place) {
    return Finding.warning(
        "EditableInstall",
        project
            + " is an editable install: its code lies in "
            + place
            + " and is not packed; install it with \"pip install\" without -e");
  }

  private static boolean namesPrefix(String name, byte[] content, PythonPrefix prefix) {
    return !RECORDS.matcher(name).matches()
        && prefix.ownPaths().stream().anyMatch(own -> contains(content, bytes(own + "/")));
  }

  private static boolean contains(byte[] content, byte[] wanted) {
    byte first = wanted[0];
    for (int i = 0; i <= content.length - wanted.length; i++) {
      if (content[i] == first && matches(content, i, wanted)) {
        return true;
      }
    }
    return false;
  }

  private static boolean matches(byte[] content, int at, byte[] wanted) {
    for (int i = 1; i < wanted.length; i++) {
      if (content[at + i] != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  private static String text(byte[] content) {
    return new String(content, UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
