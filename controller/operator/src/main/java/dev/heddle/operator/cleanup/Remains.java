package dev.heddle.operator.cleanup;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.policy.CleanupPolicyStatus.Deletion;
import dev.heddle.operator.yarn.WorkspaceRemains;
import dev.heddle.operator.yarn.YarnRejectedException;
import dev.heddle.operator.yarn.YarnUnavailableException;
import dev.heddle.reconciler.store.ResourceStore;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes on with deletions that have been begun, until the resource is gone and its files are, too.
 * Safe to repeat from any point.
 */
final class Remains {

  private static final Logger LOG = LoggerFactory.getLogger(Remains.class);

  /** Nearer to the root is nobody's workspace alone, whatever a spec says. */
  private static final int LEAST_DEPTH = 3;

  private final WorkspaceRemains files;
  private final ResourceStore store;
  private final BiConsumer<String, String> warnings;

  /**
   * @param warnings takes reason and message of what can't be removed
   */
  Remains(WorkspaceRemains files, ResourceStore store, BiConsumer<String, String> warnings) {
    this.files = requireNonNull(files, "files is null");
    this.store = requireNonNull(store, "store is null");
    this.warnings = requireNonNull(warnings, "warnings is null");
  }

  /** Those of the deletions that are not finished after this. */
  List<Deletion> goOn(List<Deletion> begun) {
    List<Deletion> open = new ArrayList<>();
    for (Deletion deletion : begun) {
      Optional<Subject> there = Subjects.find(store, deletion.target());
      if (there.isPresent()) {
        if (there.get().metadata().isBeingDeleted()) {
          open.add(deletion);
        }
        // Otherwise it was never asked for: it is planned anew, if it is still called for.
      } else if (!removed(deletion)) {
        open.add(deletion);
      }
    }
    return open;
  }

  private boolean removed(Deletion deletion) {
    if (deletion.trash().isEmpty() && deletion.workspaces().isEmpty()) {
      return true;
    }
    Set<String> used = used();
    try {
      for (String workspace : deletion.workspaces()) {
        if (isDeepEnough(workspace, deletion) && isFree(workspace, used, deletion)) {
          files.remove(deletion.user(), workspace);
        }
      }
      for (String workspace : deletion.trash()) {
        if (!deletion.workspaces().contains(workspace) && isFree(workspace, used, deletion)) {
          files.emptyTrash(deletion.user(), workspace);
        }
      }
      return true;
    } catch (YarnRejectedException e) {
      warnings.accept("FilesStay", "what " + deletion.target() + " left stays: " + e.getMessage());
      return true;
    } catch (YarnUnavailableException e) {
      LOG.info("tried again later: {}", e.getMessage());
      return false;
    }
  }

  private boolean isDeepEnough(String workspace, Deletion deletion) {
    boolean deep = path(workspace).split("/").length > LEAST_DEPTH;
    if (!deep) {
      warnings.accept(
          "FilesStay",
          "the workspace "
              + workspace
              + " of "
              + deletion.target()
              + " stays: so near to the root it may be more than that");
    }
    return deep;
  }

  private boolean isFree(String workspace, Set<String> used, Deletion deletion) {
    String path = path(workspace);
    Optional<String> other =
        used.stream().filter(u -> u.startsWith(path) || path.startsWith(u)).findFirst();
    other.ifPresent(
        o ->
            warnings.accept(
                "FilesStay",
                "the workspace "
                    + workspace
                    + " of "
                    + deletion.target()
                    + " stays: another resource uses it"));
    return other.isEmpty();
  }

  /** Read after the resource was seen to be gone; complete, or there would be an exception. */
  private Set<String> used() {
    Set<String> paths = new HashSet<>();
    CleanupView.subjects(
            store.list(Kinds.NOTEBOOK, "").items(), store.list(Kinds.APPLICATION, "").items())
        .forEach(subject -> subject.workspaces().forEach(w -> paths.add(path(w))));
    return paths;
  }

  /** Without the file system's name: the same path on another one counts as the same. */
  private static String path(String workspace) {
    String path;
    try {
      path = Optional.ofNullable(URI.create(workspace).getPath()).orElse(workspace);
    } catch (IllegalArgumentException e) {
      path = workspace;
    }
    return path.replaceAll("/+", "/").replaceAll("/$", "") + "/";
  }
}
