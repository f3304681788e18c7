package dev.heddle.appmaster.container;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The processes that belong to this container. Jupyter gives each kernel and terminal a session of
 * its own, so neither process group nor session finds them: what counts is the container id in the
 * environment, or descent from a process that has it.
 */
public final class ProcessTable {
  private final Path proc;
  private final String containerId;

  public ProcessTable(Path proc, String containerId) {
    this.proc = requireNonNull(proc, "proc is null");
    this.containerId = requireNonNull(containerId, "containerId is null");
  }

  /**
   * The container's processes other than {@code kept} and the ancestors of the launch script. The
   * script's parent is the NodeManager's wrapper: were it killed, the application would fail and
   * what else runs would be leaked.
   */
  public Set<Long> members(long script, Set<Long> kept) throws IOException {
    Map<Long, Long> parents = parents();
    Set<Long> members = new HashSet<>();
    for (Long pid : parents.keySet()) {
      if (hasContainerId(pid)) {
        members.add(pid);
      }
    }
    members.add(script);
    boolean grew = true;
    while (grew) {
      grew = false;
      for (Map.Entry<Long, Long> entry : parents.entrySet()) {
        boolean descends = members.contains(entry.getValue()) && !kept.contains(entry.getValue());
        grew |= descends && members.add(entry.getKey());
      }
    }
    members.removeAll(kept);
    members.remove(script);
    Set<Long> seen = new HashSet<>();
    Long ancestor = parents.get(script);
    while (ancestor != null && seen.add(ancestor)) {
      members.remove(ancestor);
      ancestor = parents.get(ancestor);
    }
    return members;
  }

  private Map<Long, Long> parents() throws IOException {
    Map<Long, Long> parents = new HashMap<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(proc, "[0-9]*")) {
      for (Path entry : entries) {
        parent(entry)
            .ifPresent(parent -> parents.put(Long.valueOf(entry.getFileName().toString()), parent));
      }
    }
    return parents;
  }

  private static Optional<Long> parent(Path entry) {
    return read(entry.resolve("stat"))
        .map(stat -> stat.substring(stat.lastIndexOf(')') + 1).strip().split(" "))
        .filter(fields -> fields.length > 1 && !fields[0].equals("Z"))
        .map(fields -> Long.valueOf(fields[1]));
  }

  private boolean hasContainerId(long pid) {
    return read(proc.resolve(pid + "/environ"))
        .filter(text -> List.of(text.split("\0")).contains("CONTAINER_ID=" + containerId))
        .isPresent();
  }

  /** A process that is gone, or another user's, is not one of ours. */
  private static Optional<String> read(Path file) {
    try {
      return Optional.of(Files.readString(file, ISO_8859_1));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Kills the members until a look finds none; processes may fork while they are being killed. */
  public List<Long> killMembers(long script, Set<Long> kept) throws IOException {
    List<Long> killed = new ArrayList<>();
    for (int round = 0; round < 5; round++) {
      Set<Long> members = members(script, kept);
      if (members.isEmpty()) {
        break;
      }
      for (Long pid : members) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        killed.add(pid);
      }
    }
    return killed;
  }
}
