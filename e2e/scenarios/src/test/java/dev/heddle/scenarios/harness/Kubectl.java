package dev.heddle.scenarios.harness;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A real kubectl, unmodified, with a home of its own and one context: the operator's. */
public final class Kubectl {

  private static final Pattern BINARY = Pattern.compile("kubectl(?:[.-]?v?1\\.(\\d+))?");
  private static final Pattern VERSION = Pattern.compile("\"gitVersion\": *\"v1\\.(\\d+)\\.");
  private static final List<String> MORE_PLACES = List.of("/usr/lib/google-cloud-sdk/bin");
  private static final int PATIENCE_SECONDS = 90;

  private final int minor;
  private final Path home;
  private final Map<String, String> variables;

  private Kubectl(int minor, Path home, Map<String, String> variables) {
    this.minor = minor;
    this.home = home;
    this.variables = variables;
  }

  /** The binaries on this machine by the minor version that they are of. */
  public static NavigableMap<Integer, Path> found() {
    NavigableMap<Integer, Path> found = new TreeMap<>();
    List<String> places = new ArrayList<>(List.of(System.getenv("PATH").split(":")));
    places.addAll(MORE_PLACES);
    for (String place : places) {
      for (Path file : files(Path.of(place))) {
        Matcher name = BINARY.matcher(file.getFileName().toString());
        if (name.matches() && Files.isExecutable(file)) {
          Optional<Integer> minor =
              Optional.ofNullable(name.group(1)).map(Integer::parseInt).or(() -> asked(file));
          minor.ifPresent(version -> found.putIfAbsent(version, file));
        }
      }
    }
    return found;
  }

  private static List<Path> files(Path directory) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.getFileName().toString().startsWith("kubectl")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<Integer> asked(Path binary) {
    try {
      Process process =
          new ProcessBuilder(binary.toString(), "version", "--client", "-o", "json")
              .redirectErrorStream(true)
              .start();
      Matcher version = VERSION.matcher(new String(process.getInputStream().readAllBytes(), UTF_8));
      return version.find() ? Optional.of(Integer.parseInt(version.group(1))) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Makes it ready to run.
   *
   * @param kubeconfig what it knows of the operator; copied
   * @param home an empty directory, the working directory of its commands
   */
  public static Kubectl of(int minor, Path binary, Path kubeconfig, Path home, String namespace) {
    requireNonNull(namespace, "namespace is null");
    try {
      Path bin = Files.createDirectories(home.resolve("bin"));
      Files.createSymbolicLink(bin.resolve("kubectl"), binary);
      Path own = Files.copy(kubeconfig, home.resolve("kubeconfig"));
      Kubectl kubectl =
          new Kubectl(
              minor,
              home,
              Map.of(
                  "HOME",
                  home.toString(),
                  "KUBECONFIG",
                  own.toString(),
                  "NS",
                  namespace,
                  "PATH",
                  bin + ":" + System.getenv("PATH")));
      kubectl.run("kubectl config set-context --current --namespace=$NS").good();
      return kubectl;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The number after {@code 1.} of its version. */
  public int minor() {
    return minor;
  }

  /** Puts a file where its commands run. */
  public void write(String name, String content) {
    try {
      Files.writeString(home.resolve(name), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a line of shell, in which {@code kubectl} is this one. */
  public CommandLine.Result run(String line) {
    try {
      Path out = Files.createTempFile(home, "out", "");
      Path err = Files.createTempFile(home, "err", "");
      ProcessBuilder builder =
          new ProcessBuilder("bash", "-c", line)
              .directory(home.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().putAll(variables);
      Process process = builder.start();
      process.getOutputStream().close();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
        return new CommandLine.Result(
            -1, Files.readString(out), Files.readString(err) + "\nIT DID NOT END");
      }
      return new CommandLine.Result(
          process.exitValue(), Files.readString(out), Files.readString(err));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
