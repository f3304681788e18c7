package dev.heddle.operator.yarn;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.Trash;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * On any Hadoop file system; what goes goes through Hadoop's own trash where the cluster has one.
 */
final class HadoopWorkspaceRemains implements WorkspaceRemains {

  private static final Logger LOG = LoggerFactory.getLogger(HadoopWorkspaceRemains.class);

  /** Where the agent keeps what was deleted in the workspace. */
  private static final String TRASH = ".heddle/trash";

  private final UserSessions sessions;
  private final Configuration conf;

  HadoopWorkspaceRemains(UserSessions sessions, Configuration conf) {
    this.sessions = requireNonNull(sessions, "sessions is null");
    this.conf = requireNonNull(conf, "conf is null");
  }

  @Override
  public void emptyTrash(String user, String workspace) {
    attempt(user, "emptying the trash of " + workspace, new Path(workspace, TRASH), false);
  }

  @Override
  public void remove(String user, String workspace) {
    attempt(user, "removing " + workspace, new Path(workspace), true);
  }

  private void attempt(String user, String what, Path path, boolean restorable) {
    try {
      sessions.call(user, rm -> remove(path, restorable));
    } catch (YarnException | IOException e) {
      throw Failures.of(what + " of user '" + user + "'", e);
    }
  }

  private boolean remove(Path path, boolean restorable) throws IOException {
    FileSystem fs = path.getFileSystem(conf);
    if (!fs.exists(path)) {
      return false;
    }
    if (restorable && Trash.moveToAppropriateTrash(fs, path, conf)) {
      LOG.info("moved {} to the trash of the file system", path);
      return true;
    }
    boolean removed = fs.delete(path, true);
    LOG.info("removed {}", path);
    return removed;
  }
}
