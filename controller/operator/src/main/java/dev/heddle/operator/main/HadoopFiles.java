package dev.heddle.operator.main;

import dev.heddle.operator.config.HadoopConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/** Hadoop's client configuration, from where the operator's configuration says. */
final class HadoopFiles {

  private static final List<String> FILES =
      List.of("core-site.xml", "hdfs-site.xml", "yarn-site.xml");

  private HadoopFiles() {}

  static Configuration configuration(HadoopConfig config) throws IOException {
    Path directory =
        config
            .confDir()
            .or(() -> Optional.ofNullable(System.getenv("HADOOP_CONF_DIR")).map(Path::of))
            .orElseThrow(
                () ->
                    new IOException(
                        "no Hadoop configuration: set hadoop.confDir in the operator's"
                            + " configuration, or HADOOP_CONF_DIR"));
    if (!Files.isReadable(directory.resolve("yarn-site.xml"))) {
      throw new IOException(
          directory + " has no readable yarn-site.xml; it is where hadoop.confDir points");
    }
    Configuration hadoop = new Configuration();
    for (String file : FILES) {
      Path path = directory.resolve(file);
      if (Files.exists(path)) {
        hadoop.addResource(new org.apache.hadoop.fs.Path(path.toUri()));
      }
    }
    config.properties().forEach(hadoop::set);
    return hadoop;
  }
}
