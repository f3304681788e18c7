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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.hdfs.server.datanode.DataNode;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.hadoop.yarn.server.nodemanager.NodeManager;
import org.apache.hadoop.yarn.server.resourcemanager.ResourceManager;
import org.apache.zookeeper.server.ZooKeeperServerMain;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the daemons of one process of the lab; arguments: its name, the home and, optionally, the
 * parent's pid.
 */
public final class DaemonMain {
  private static final Logger LOG = LoggerFactory.getLogger(DaemonMain.class);
  private static final int LAST = 1;

  private DaemonMain() {}

  public static void main(String[] args) {
    LabHome home = new LabHome(Path.of(args[1]));
    try {
      LabProcess process = process(home, args[0]);
      Thread.currentThread().setContextClassLoader(withConfiguration(home, process));
      if (args.length > 2) {
        endWith(Long.parseLong(args[2]), home);
      }
      if (process.daemons().size() > 1) {
        new OneJvm(home).run();
      } else {
        run(process.daemons().get(0), home);
      }
    } catch (Exception e) {
      // The other threads of a half-started daemon would keep the JVM alive.
      LOG.error("{} did not start", args[0], e);
      System.err.println(args[0] + " did not start: " + e);
      System.exit(1);
    }
  }

  private static LabProcess process(LabHome home, String name) {
    LabSettings settings =
        LabSettings.read(home).orElseThrow(() -> new LabException(home.path() + " holds no lab"));
    return settings.shape().processes().stream()
        .filter(process -> process.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new LabException("this lab has no process " + name));
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
      if (Files.isDirectory(home.conf(daemon))) {
        directories.add(home.conf(daemon).toUri().toURL());
      }
    }
    directories.add(home.conf().toUri().toURL());
    return new URLClassLoader(directories.toArray(URL[]::new), DaemonMain.class.getClassLoader());
  }

  /** Nothing of the lab outlives the given process, however it ended. */
  private static void endWith(long pid, LabHome home) {
    Thread watch =
        new Thread(
            () -> {
              ProcessHandle.of(pid).ifPresent(parent -> parent.onExit().join());
              // After the NodeManager's own hook, or it would start anew what is killed here.
              ShutdownHookManager.get().addShutdownHook(new Leftovers(home)::kill, LAST);
              System.exit(0);
            },
            "parent-watch");
    watch.setDaemon(true);
    watch.start();
  }
}
