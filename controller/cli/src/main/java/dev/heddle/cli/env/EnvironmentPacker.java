package dev.heddle.cli.env;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.heddle.cli.env.PrefixFiles.Entry;
import dev.heddle.cli.terminal.CliException;
import dev.heddle.cli.terminal.ProgressLine;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes an archive of an environment, and leaves the environment as it is. */
public final class EnvironmentPacker {

  /** Larger files are no scripts: they go through as they are. */
  private static final long MENDED_UP_TO = 32 << 20;

  private static final int NAMED = 3;

  private final ProgressLine progress;
  private final List<Finding> findings = new ArrayList<>();
  private final List<String> namingPrefix = new ArrayList<>();

  /**
   * What was packed.
   *
   * @param files directories and links included
   * @param size of the archive in bytes
   * @param contentSize unpacked, in bytes
   */
  public record Packed(int files, long contentSize, long size, List<Finding> findings) {}

  public EnvironmentPacker(ProgressLine progress) {
    this.progress = requireNonNull(progress, "progress is null");
  }

  /**
   * Packs it.
   *
   * @param target appears only when it is whole; what is there is replaced
   */
  public Packed pack(Path directory, Path target) throws InterruptedException {
    PythonPrefix prefix = PythonPrefix.of(directory);
    Path place = target.toAbsolutePath().normalize();
    try {
      if (place.getParent().toRealPath().startsWith(prefix.root())) {
        throw new CliException(
            place + " lies in the environment, so that it would be packed itself",
            "choose another directory with -o");
      }
      PrefixFiles files = PrefixFiles.of(prefix);
      try (Scratch scratch = new Scratch(Files.createTempDirectory("heddle-env"));
          Scratch part = new Scratch(aside(place))) {
        SortedMap<String, Path> code = byteCode(prefix, files, scratch.path());
        int count = write(prefix, files, code, part.path(), !place.toString().endsWith(".tar"));
        sync(part.path());
        Files.move(part.path(), place, StandardCopyOption.ATOMIC_MOVE);
        addFindings(prefix, files);
        return new Packed(
            count, files.size(), Files.size(place), findings.stream().distinct().toList());
      }
    } catch (IOException e) {
      throw new CliException("the environment can't be packed: " + e, "", e);
    }
  }

  private static Path aside(Path place) {
    return place.resolveSibling("." + place.getFileName() + "." + ProcessHandle.current().pid());
  }

  private SortedMap<String, Path> byteCode(PythonPrefix prefix, PrefixFiles files, Path scratch)
      throws InterruptedException {
    List<String> modules = files.modules();
    int[] done = {0};
    try {
      return modules.isEmpty()
          ? new TreeMap<>()
          : ByteCode.compile(
              prefix,
              modules,
              scratch,
              count -> {
                done[0] += count;
                progress.show("compiled " + done[0] + " of " + modules.size() + " modules");
              });
    } catch (IOException e) {
      findings.add(
          Finding.warning(
              "NoByteCode",
              "byte code was not made, so that each start takes longer: " + e.getMessage()));
      return new TreeMap<>();
    }
  }

  private int write(
      PythonPrefix prefix,
      PrefixFiles files,
      SortedMap<String, Path> code,
      Path target,
      boolean compressed)
      throws IOException {
    SortedMap<String, Entry> entries = new TreeMap<>(files.entries());
    for (Map.Entry<String, Path> each : code.entrySet()) {
      boolean directory = Files.isDirectory(each.getValue());
      entries.putIfAbsent(
          each.getKey(),
          new Entry(
              directory ? PrefixFiles.Type.DIRECTORY : PrefixFiles.Type.FILE,
              each.getValue(),
              directory ? 0 : Files.size(each.getValue())));
    }
    int done = 0;
    try (TarFile tar = new TarFile(target, compressed)) {
      for (Map.Entry<String, Entry> each : entries.entrySet()) {
        add(tar, each.getKey(), each.getValue(), prefix, code.containsKey(each.getKey()));
        done++;
        progress.show("packed " + done + " of " + entries.size() + " files");
      }
      if (prefix.kind() == PythonPrefix.Kind.CONDA) {
        tar.file("bin/activate", ActivateScript.forConda().getBytes(UTF_8), false);
        done += entries.containsKey("bin/activate") ? 0 : 1;
      }
    }
    return done;
  }

  private void add(TarFile tar, String name, Entry entry, PythonPrefix prefix, boolean code)
      throws IOException {
    switch (entry.type()) {
      case DIRECTORY -> tar.directory(name);
      case LINK -> {
        Links.Packed link =
            Links.pack(name, Files.readSymbolicLink(entry.path()).toString(), prefix);
        link.finding().ifPresent(findings::add);
        tar.link(name, link.target());
      }
      case FILE -> {
        boolean program = Files.isExecutable(entry.path()) && !code;
        if (code) {
          tar.file(name, Files.readAllBytes(entry.path()), false);
        } else if (entry.size() > MENDED_UP_TO) {
          tar.file(name, entry.path(), entry.size(), program);
        } else if (prefix.kind() != PythonPrefix.Kind.CONDA || !name.equals("bin/activate")) {
          Mending.Mended mended = Mending.mend(name, Files.readAllBytes(entry.path()), prefix);
          findings.addAll(mended.findings());
          if (mended.namesPrefix()) {
            namingPrefix.add(name);
          }
          tar.file(name, mended.content(), program);
        }
      }
    }
  }

  private static void sync(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  private void addFindings(PythonPrefix prefix, PrefixFiles files) {
    if (prefix.configuration().filter(VenvConfiguration::systemPackages).isPresent()) {
      findings.add(
          Finding.warning(
              "SystemPackages",
              "the environment also uses the packages of the system's Python"
                  + " (--system-site-packages), which are not packed: each node needs them"));
    }
    if (!files.skipped().isEmpty()) {
      findings.add(
          Finding.warning("Skipped", "not packed, being no files: " + some(files.skipped())));
    }
    if (!namingPrefix.isEmpty()) {
      findings.add(
          Finding.note(
              "NamesItsPlace",
              "some files name "
                  + prefix.root()
                  + ", which may matter to them: "
                  + some(namingPrefix)));
    }
  }

  private static String some(List<String> names) {
    String first = String.join(", ", names.subList(0, Math.min(NAMED, names.size())));
    return names.size() > NAMED ? first + " and " + (names.size() - NAMED) + " more" : first;
  }
}
