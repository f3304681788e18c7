package dev.heddle.lab.daemon;

import dev.heddle.lab.Daemon;
import dev.heddle.lab.LabException;
import dev.heddle.lab.LabHome;
import dev.heddle.lab.LabProcess;
import dev.heddle.lab.LabSettings;
import dev.heddle.lab.process.Leftovers;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.hdfs.server.datanode.DataNode;
import org.apache.hadoop.yarn.server.nodemanager.NodeManager;
import org.apache.hadoop.yarn.server.resourcemanager.ResourceManager;
import org.apache.zookeeper.server.ZooKeeperServerMain;

/**
 * Starts the daemons of one process of the lab; arguments: its name, the home and, optionally, the
 * parent's pid.
 */
public final class DaemonMain {
  private DaemonMain() {}

  public static void main(String[] args) throws Exception {
    LabHome home = new LabHome(Path.of(args[1]));
    LabSettings settings =
        LabSettings.read(home).orElseThrow(() -> new LabException(home.path() + " holds no lab"));
    LabProcess process =
        settings.shape().processes().stream()
            .filter(candidate -> candidate.name().equals(args[0]))
            .findFirst()
            .orElseThrow(() -> new LabException("this lab has no process " + args[0]));
    Thread.currentThread().setContextClassLoader(withConfiguration(home, process));
    if (args.length > 2) {
      endWith(Long.parseLong(args[2]), home);
    }
    if (process.daemons().size() > 1) {
      new OneJvm(home).run();
    } else {
      run(process.daemons().get(0), home);
    }
  }

  private static void run(Daemon daemon, LabHome home) throws Exception {
    String[] none = {};
    switch (daemon.role()) {
      case ZOOKEEPER ->
          ZooKeeperServerMain.main(new String[] {home.conf(daemon).resolve("zoo.cfg").toString()});
      case NAMENODE -> new HdfsNameNode(home).start().join();
      case DATANODE -> DataNode.main(none);
      case RESOURCEMANAGER -> ResourceManager.main(none);
      case NODEMANAGER -> NodeManager.main(none);
    }
  }

  /**
   * Hadoop looks for its files with the context class loader. Directories on the class path itself
   * would do as well, but rule out an archive of class data.
   */
  private static ClassLoader withConfiguration(LabHome home, LabProcess process)
      throws MalformedURLException {
    List<URL> directories = new ArrayList<>();
    for (Daemon daemon : process.daemons()) {
      directories.add(new URL(home.conf(daemon).toUri() + "/"));
    }
    directories.add(new URL(home.conf().toUri() + "/"));
    return new URLClassLoader(directories.toArray(URL[]::new), DaemonMain.class.getClassLoader());
  }

  /** Nothing of the lab outlives the given process, however it ended. */
  private static void endWith(long pid, LabHome home) {
    Thread watch =
        new Thread(
            () -> {
              ProcessHandle.of(pid).ifPresent(parent -> parent.onExit().join());
              Runtime.getRuntime().addShutdownHook(new Thread(new Leftovers(home)::kill));
              System.exit(0);
            },
            "parent-watch");
    watch.setDaemon(true);
    watch.start();
  }
}
