package dev.heddle.operator.yarn;

import static java.util.Objects.requireNonNull;

import dev.heddle.operator.yarn.LaunchRemains.AgentPackage;
import dev.heddle.operator.yarn.LaunchRemains.Launched;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.yarn.conf.YarnConfiguration;

/**
 * What this installation has launched on this cluster, on record in Heddle's own directory, where
 * no user can write:
 *
 * <pre>
 * ROOT/installations/INSTALLATION@CLUSTER/open/APPLICATION,USER,PACKAGE...
 *                                         over/APPLICATION,USER
 *                                         packages/PACKAGE
 * </pre>
 *
 * <p>Each entry is an empty directory: it is made by one call, is there or is not, and making it
 * again is harmless. Not for users' sessions: whoever calls is the operator.
 */
final class LaunchLedger {

  private static final String SEPARATOR = ",";
  private static final Pattern APPLICATION = Pattern.compile("application_\\d+_\\d+");
  private static final Pattern USER = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._@$-]*");
  private static final Pattern PACKAGE = Pattern.compile("[0-9a-f]{64}\\.(tar|jar)");

  /** Of a package's name: enough to tell versions apart. */
  private static final int BEGINNING = 16;

  private static final FsPermission DIRECTORY = new FsPermission((short) 0755);

  private final Path agents;
  private final Path installations;
  private final Path own;
  private final Configuration conf;

  LaunchLedger(String rootDir, String installation, Configuration conf) {
    this.conf = requireNonNull(conf, "conf is null");
    this.agents = new Path(rootDir, "agent");
    this.installations = new Path(rootDir, "installations");
    this.own = new Path(installations, installation + "@" + cluster(conf));
  }

  /** Two clusters may use one file system, and give out ids that look alike. */
  private static String cluster(Configuration conf) {
    String id = conf.get(YarnConfiguration.RM_CLUSTER_ID, "");
    String name =
        id.isEmpty()
            ? conf.get(YarnConfiguration.RM_ADDRESS, YarnConfiguration.DEFAULT_RM_ADDRESS)
            : id;
    return name.replaceAll("[^A-Za-z0-9._-]", "_");
  }

  private Path open() {
    return new Path(own, "open");
  }

  private Path over() {
    return new Path(own, "over");
  }

  private Path packages() {
    return new Path(own, "packages");
  }

  private FileSystem files() throws IOException {
    return own.getFileSystem(conf);
  }

  /** Before it is submitted: whatever of ours runs is on record. */
  void launches(String applicationId, String user, Collection<String> packages) throws IOException {
    if (!APPLICATION.matcher(applicationId).matches() || !USER.matcher(user).matches()) {
      throw new IOException(applicationId + " of '" + user + "' can't be put on record");
    }
    StringBuilder name = new StringBuilder(applicationId).append(SEPARATOR).append(user);
    packages.stream()
        .filter(p -> PACKAGE.matcher(p).matches())
        .sorted()
        .forEach(p -> name.append(SEPARATOR).append(beginning(p)));
    files().mkdirs(new Path(open(), name.toString()), DIRECTORY);
  }

  /** Before it is looked for: nobody else takes it away from then on. */
  void uses(String name) throws IOException {
    Path entry = new Path(packages(), name);
    if (!files().exists(entry)) {
      files().mkdirs(entry, DIRECTORY);
    }
  }

  List<Launched> openLaunches() throws IOException {
    return launches(open());
  }

  List<Launched> overLaunches() throws IOException {
    return launches(over());
  }

  /**
   * Those launches have ended, and nothing of them is left but logs.
   *
   * @param withLogs whether they are kept on record for these
   */
  void close(Set<String> applicationIds, boolean withLogs) throws IOException {
    for (FileStatus entry : list(open())) {
      String[] parts = entry.getPath().getName().split(SEPARATOR, -1);
      if (parts.length > 1 && applicationIds.contains(parts[0])) {
        if (withLogs) {
          files().mkdirs(new Path(over(), parts[0] + SEPARATOR + parts[1]), DIRECTORY);
        }
        files().delete(entry.getPath(), true);
      }
    }
  }

  /** Nothing at all is left of it. */
  void forget(Launched launch) throws IOException {
    files().delete(new Path(over(), launch.applicationId() + SEPARATOR + launch.user()), true);
  }

  /**
   * @param now the names of those that launches are made with now
   */
  List<AgentPackage> olderPackages(Set<String> now) throws IOException {
    Map<String, FileStatus> there = new HashMap<>();
    list(agents).forEach(file -> there.put(file.getPath().getName(), file));
    Map<String, List<String>> users = users();
    List<AgentPackage> older = new ArrayList<>();
    for (FileStatus entry : list(packages())) {
      String name = entry.getPath().getName();
      if (PACKAGE.matcher(name).matches() && !now.contains(name)) {
        older.add(
            new AgentPackage(
                name,
                Instant.ofEpochMilli(there.getOrDefault(name, entry).getModificationTime()),
                users.getOrDefault(beginning(name), List.of())));
      }
    }
    return older;
  }

  /** The file goes with the last installation that has it on record, and this entry after it. */
  void giveUp(String name) throws IOException {
    boolean others = false;
    for (FileStatus installation : list(installations)) {
      boolean another = !installation.getPath().getName().equals(own.getName());
      others |= another && files().exists(new Path(installation.getPath(), "packages/" + name));
    }
    if (!others) {
      files().delete(new Path(agents, name), false);
    }
    files().delete(new Path(packages(), name), true);
  }

  /** Which applications of all installations run with which packages, by their beginnings. */
  private Map<String, List<String>> users() throws IOException {
    Map<String, List<String>> users = new HashMap<>();
    for (FileStatus installation : list(installations)) {
      for (Launched launch : launches(new Path(installation.getPath(), "open"))) {
        launch
            .packages()
            .forEach(
                p ->
                    users
                        .computeIfAbsent(p, beginning -> new ArrayList<>())
                        .add(launch.applicationId()));
      }
    }
    return users;
  }

  private List<Launched> launches(Path directory) throws IOException {
    List<Launched> launches = new ArrayList<>();
    for (FileStatus entry : list(directory)) {
      List<String> parts = List.of(entry.getPath().getName().split(SEPARATOR, -1));
      if (parts.size() > 1
          && APPLICATION.matcher(parts.get(0)).matches()
          && USER.matcher(parts.get(1)).matches()) {
        launches.add(
            new Launched(
                parts.get(0),
                parts.get(1),
                parts.stream().skip(2).collect(Collectors.toSet()),
                Instant.ofEpochMilli(entry.getModificationTime())));
      }
    }
    return launches;
  }

  /** All of it, or an exception. */
  private List<FileStatus> list(Path directory) throws IOException {
    List<FileStatus> all = new ArrayList<>();
    try {
      RemoteIterator<FileStatus> found = files().listStatusIterator(directory);
      while (found.hasNext()) {
        all.add(found.next());
      }
    } catch (FileNotFoundException e) {
      return List.of(); // nothing has been put there yet
    }
    return all;
  }

  private static String beginning(String name) {
    return name.substring(0, BEGINNING);
  }
}
