package dev.heddle.operator.yarn;

import static java.util.Objects.requireNonNull;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** On the cluster's default file system; one listing a user tells which are there. */
final class HadoopStagingDirectories implements StagingDirectories {

  private static final Logger LOG = LoggerFactory.getLogger(HadoopStagingDirectories.class);
  private static final String PARENT = ".heddle";

  private final UserSessions sessions;
  private final Configuration conf;
  private final LaunchLedger ledger;
  private final BooleanSupplier logsGo;

  /**
   * @param ledger is told that nothing is left but logs
   * @param logsGo whether Heddle is to remove these, too
   */
  HadoopStagingDirectories(
      UserSessions sessions, Configuration conf, LaunchLedger ledger, BooleanSupplier logsGo) {
    this.sessions = requireNonNull(sessions, "sessions is null");
    this.conf = requireNonNull(conf, "conf is null");
    this.ledger = requireNonNull(ledger, "ledger is null");
    this.logsGo = requireNonNull(logsGo, "logsGo is null");
  }

  /** Where an application of a user with this home keeps what it stages. */
  static String of(String home, String applicationId) {
    return home + "/" + PARENT + "/" + applicationId;
  }

  @Override
  public void remove(String user, Set<String> applicationIds) {
    try {
      sessions.call(user, rm -> remove(FileSystem.get(conf), applicationIds));
    } catch (YarnException | IOException e) {
      throw Failures.of("removing what applications of user '" + user + "' left behind", e);
    }
  }

  @Override
  public void over(Set<String> applicationIds) {
    boolean withLogs = logsGo.getAsBoolean();
    try {
      sessions.call(
          rm -> {
            ledger.close(applicationIds, withLogs);
            return true;
          });
    } catch (YarnException | IOException e) {
      throw Failures.of("writing down which applications are over", e);
    }
  }

  private static boolean remove(FileSystem fs, Set<String> applicationIds) throws IOException {
    FileStatus[] staged;
    try {
      staged = fs.listStatus(new Path(fs.getHomeDirectory(), PARENT));
    } catch (FileNotFoundException e) {
      return true; // a user whose applications have kept nothing
    }
    for (FileStatus directory : staged) {
      Path path = directory.getPath();
      if (directory.isDirectory() && applicationIds.contains(path.getName())) {
        fs.delete(path, true);
        LOG.info("removed {}: its application has ended", path);
      }
    }
    return true;
  }
}
