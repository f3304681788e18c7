package dev.heddle.cli.env;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.heddle.cli.env.ArchiveIndex.Entry;
import dev.heddle.cli.env.ArchiveReport.State;
import dev.heddle.cli.env.ArchiveReport.Use;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How an archive of an environment has to be. Pure: an index is always the same report. */
final class ArchiveRules {

  private static final Pattern PYTHON = Pattern.compile("(?:([^/]+)/)?bin/python[0-9.]*");
  private static final Pattern LIBRARY = Pattern.compile("lib/python(\\d+\\.\\d+)/.*");
  private static final Pattern PROJECT =
      Pattern.compile("lib/python[^/]+/site-packages/(\\w+)-([^/]+)\\.(?:dist|egg)-info");
  private static final int NAMED = 3;
  private static final int LINKS = 8;

  /** Where nodes have programs of their own. */
  private static final Pattern OF_THE_SYSTEM = Pattern.compile("/(usr/)?s?bin/.*");

  private final ArchiveIndex index;
  private final List<Finding> findings = new ArrayList<>();

  private ArchiveRules(ArchiveIndex index) {
    this.index = index;
  }

  static ArchiveReport report(ArchiveIndex index) {
    return new ArchiveRules(index).report();
  }

  private ArchiveReport report() {
    boolean layout = checkLayout();
    boolean openPython = checkPython(layout);
    boolean system = configuration().filter(VenvConfiguration::systemPackages).isPresent();
    if (system) {
      findings.add(
          Finding.note(
              "SystemPackages",
              "it also uses the packages of the nodes' own Python (--system-site-packages)"));
    }
    checkActivate();
    checkKernels();
    checkScripts();
    checkByteCode();
    Map<String, String> modules = modules();
    return new ArchiveReport(
        index.size(),
        index.contentSize(),
        index.entries().size(),
        version(),
        modules,
        recipes(modules.keySet(), system || openPython),
        findings);
  }

  /** Whether the environment is where it belongs. */
  private boolean checkLayout() {
    index.entries().keySet().stream()
        .filter(name -> name.startsWith("/") || List.of(name.split("/")).contains(".."))
        .findFirst()
        .ifPresent(
            name ->
                findings.add(
                    Finding.error(
                        "UnsafeName", name + " would be unpacked outside of its directory")));
    if (index.entries().keySet().stream().anyMatch(name -> name.matches("bin/python[0-9.]*"))) {
      return true;
    }
    Optional<String> top =
        index.entries().keySet().stream()
            .map(PYTHON::matcher)
            .filter(Matcher::matches)
            .map(matcher -> matcher.group(1))
            .findFirst();
    findings.add(
        top.map(
                directory ->
                    Finding.error(
                        "Layout",
                        "the environment lies in the directory "
                            + directory
                            + " of the archive: bin must be at its top; pack it with heddle env pack,"
                            + " or with tar -C "
                            + directory
                            + " ."))
            .orElse(Finding.error("NoPython", "there is no bin/python in it")));
    return false;
  }

  /** Whether the interpreter is one that may see packages of the node's. */
  private boolean checkPython(boolean layout) {
    if (!layout) {
      return false;
    }
    if (!index.entries().containsKey("bin/python")) {
      findings.add(
          Finding.error("NoPython", "there is no bin/python in it, which notebooks start"));
      return false;
    }
    String name = "bin/python";
    for (int i = 0; i < LINKS; i++) {
      Entry entry = index.entries().get(name);
      if (entry == null) {
        findings.add(
            Finding.error("NoPython", "bin/python is a link to " + name + ", which there is not"));
        return false;
      }
      if (entry.link().isEmpty()) {
        break;
      }
      String target = entry.link().orElseThrow();
      if (target.startsWith("/")) {
        findings.add(
            Finding.note(
                "Interpreter",
                "the interpreter is " + target + " of the nodes" + versionInWords()));
        return false;
      }
      name = Path.of(name).resolveSibling(target).normalize().toString();
    }
    byte[] content = index.contents().getOrDefault(name, new byte[0]);
    return content.length > 1 && content[0] == '#' && content[1] == '!';
  }

  private String versionInWords() {
    return version().map(version -> ", which must be Python " + version).orElse("");
  }

  private void checkActivate() {
    byte[] activate = index.contents().get("bin/activate");
    if (activate == null) {
      findings.add(
          Finding.note(
              "NoActivate",
              "there is no bin/activate: \"source environment/bin/activate\", as in Skein's pages, fails"));
      return;
    }
    ActivateScript.path(new String(activate, UTF_8))
        .ifPresent(
            path ->
                findings.add(
                    Finding.warning(
                        "Activate",
                        "bin/activate names "
                            + path
                            + ": after it, python is another one; heddle env pack mends that")));
  }

  private void checkKernels() {
    index
        .contents()
        .forEach(
            (name, content) -> {
              Optional<String> kernel = KernelSpec.name(name);
              Optional<String> path = KernelSpec.interpreter(content);
              if (kernel.isPresent() && path.isPresent()) {
                findings.add(
                    Finding.warning(
                        "KernelSpec",
                        "the kernel "
                            + kernel.orElseThrow()
                            + " starts "
                            + path.orElseThrow()
                            + "; where that does not exist, Heddle starts the environment's own at run"
                            + " time, others fail"));
              }
            });
  }

  private void checkScripts() {
    List<String> foreign =
        index.contents().entrySet().stream()
            .filter(each -> each.getKey().matches("bin/[^/]+"))
            .filter(
                each ->
                    Shebang.interpreter(each.getValue())
                        .filter(path -> !OF_THE_SYSTEM.matcher(path).matches())
                        .isPresent())
            .map(Map.Entry::getKey)
            .sorted()
            .toList();
    if (!foreign.isEmpty()) {
      String some = String.join(", ", foreign.subList(0, Math.min(NAMED, foreign.size())));
      findings.add(
          Finding.warning(
              "Shebang",
              foreign.size()
                  + " scripts start an interpreter by a path of the machine they were made on: "
                  + some
                  + (foreign.size() > NAMED ? ", …" : "")
                  + "; heddle env pack mends them, and python -m NAME works without"));
    }
  }

  /** Byte code that goes by times is stale wherever times are not kept. */
  private void checkByteCode() {
    boolean modules = index.entries().keySet().stream().anyMatch(name -> name.endsWith(".py"));
    boolean unchecked =
        index.contents().entrySet().stream()
            .anyMatch(
                each ->
                    each.getKey().endsWith(".pyc")
                        && each.getValue().length > 4
                        && each.getValue()[4] == 1);
    if (modules && !unchecked) {
      findings.add(
          Finding.note(
              "ByteCode",
              "it has no byte code that is used without a look at times: starts take longer;"
                  + " heddle env pack makes it"));
    }
  }

  private Map<String, String> modules() {
    Map<String, String> versions = new TreeMap<>();
    index.entries().keySet().stream()
        .map(PROJECT::matcher)
        .filter(Matcher::matches)
        .forEach(
            matcher -> versions.put(matcher.group(1).toLowerCase(Locale.ROOT), matcher.group(2)));
    Map<String, String> found = new TreeMap<>();
    for (Recipe recipe : Recipe.values()) {
      String module = recipe.module();
      Pattern place =
          Pattern.compile("lib/python[^/]+/(site-packages/)?" + module + "(/__init__)?\\.py");
      if (index.entries().keySet().stream().anyMatch(place.asMatchPredicate())) {
        found.put(module, versions.getOrDefault(module, ""));
      }
    }
    return found;
  }

  private Map<Recipe, Use> recipes(Set<String> modules, boolean nodesMayHave) {
    boolean kernel =
        modules.contains("ipykernel")
            || index.entries().keySet().stream()
                .anyMatch(name -> KernelSpec.name(name).isPresent());
    Map<Recipe, Use> recipes = new EnumMap<>(Recipe.class);
    for (Recipe recipe : Recipe.values()) {
      List<String> missing = new ArrayList<>();
      if (!modules.contains(recipe.module())) {
        missing.add(recipe.module());
      }
      if (recipe.needsKernel() && !kernel) {
        missing.add("ipykernel");
      }
      State otherwise = nodesMayHave ? State.DEPENDS : State.MISSING;
      recipes.put(recipe, new Use(missing.isEmpty() ? State.READY : otherwise, missing));
    }
    return recipes;
  }

  private Optional<VenvConfiguration> configuration() {
    return Optional.ofNullable(index.contents().get("pyvenv.cfg"))
        .map(content -> VenvConfiguration.parse(new String(content, UTF_8)));
  }

  private Optional<String> version() {
    return index.entries().keySet().stream()
        .map(LIBRARY::matcher)
        .filter(Matcher::matches)
        .map(matcher -> matcher.group(1))
        .findFirst();
  }
}
