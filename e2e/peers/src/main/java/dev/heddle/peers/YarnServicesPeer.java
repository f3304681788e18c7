package dev.heddle.peers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.apache.hadoop.yarn.service.api.records.Component;
import org.apache.hadoop.yarn.service.api.records.Configuration;
import org.apache.hadoop.yarn.service.api.records.Resource;
import org.apache.hadoop.yarn.service.api.records.Service;
import org.apache.hadoop.yarn.service.client.ServiceClient;
import org.apache.zookeeper.server.NIOServerCnxnFactory;
import org.apache.zookeeper.server.ZooKeeperServer;

/**
 * YARN Services as people use them: one component, one container, Jupyter's own command. The
 * framework's package is on the cluster before anything is measured, as its documentation advises.
 *
 * <p>Arguments: the client configuration's directory, a scratch directory, the jars' directory.
 * Reads {@code start NAME PORT} and {@code stop NAME}; answers {@code ready}, {@code started},
 * {@code stopped}.
 */
public final class YarnServicesPeer {

  private static final int TICK_MILLIS = 2_000;

  private final ServiceClient client;
  private final String queue;

  private YarnServicesPeer(ServiceClient client, String queue) {
    this.client = client;
    this.queue = queue;
  }

  public static void main(String[] arguments) throws Exception {
    YarnConfiguration conf = new YarnConfiguration();
    for (String file : List.of("core-site.xml", "hdfs-site.xml", "yarn-site.xml")) {
      conf.addResource(
          new org.apache.hadoop.fs.Path(Path.of(arguments[0]).resolve(file).toUri()));
    }
    conf.set("hadoop.registry.zk.quorum", "127.0.0.1:" + registry(new File(arguments[1])));
    System.setProperty("service.libdir", arguments[2]);
    try (ServiceClient client = new ServiceClient()) {
      client.init(conf);
      client.start();
      client.enableFastLaunch(null);
      new YarnServicesPeer(client, "notebooks").serve();
    }
    System.exit(0); // the registry's threads would stay
  }

  /** Its master keeps a registry in ZooKeeper; the server lives as long as this process. */
  private static int registry(File directory) throws IOException, InterruptedException {
    NIOServerCnxnFactory connections = new NIOServerCnxnFactory();
    connections.configure(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    connections.startup(new ZooKeeperServer(directory, directory, TICK_MILLIS));
    return connections.getLocalPort();
  }

  private void serve() throws IOException, YarnException {
    answer("ready");
    BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      String[] words = line.split(" ");
      switch (words[0]) {
        case "start" -> {
          client.actionCreate(jupyter(words[1], words[2]));
          answer("started");
        }
        case "stop" -> {
          client.actionStop(words[1], true);
          client.actionDestroy(words[1]);
          answer("stopped");
        }
        default -> throw new IOException("unknown command: " + line);
      }
    }
  }

  private static void answer(String word) {
    System.out.println(word);
    System.out.flush();
  }

  private Service jupyter(String name, String port) {
    Resource resource = new Resource();
    resource.setMemory("512");
    resource.setCpus(1);
    Configuration configuration = new Configuration();
    configuration.setEnv(
        new HashMap<>(
            Map.of(
                "JUPYTER_TOKEN", "bare",
                "JUPYTER_RUNTIME_DIR", "runtime",
                "JUPYTER_CONFIG_DIR", "config",
                "IPYTHONDIR", "ipython")));
    Component component = new Component();
    component.setName("jupyter");
    component.setNumberOfContainers(1L);
    component.setResource(resource);
    component.setConfiguration(configuration);
    component.setLaunchCommand(
        "exec /usr/bin/python3 -m notebook --NotebookApp.ip=127.0.0.1 --NotebookApp.port="
            + port
            + " --NotebookApp.port_retries=0 --NotebookApp.open_browser=False --allow-root"
            + " --NotebookApp.notebook_dir=.");
    Service service = new Service();
    service.setName(name);
    service.setVersion("1");
    service.setQueue(queue);
    service.addComponent(component);
    return service;
  }
}
