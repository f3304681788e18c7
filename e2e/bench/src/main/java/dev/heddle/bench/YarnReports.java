package dev.heddle.bench;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.exceptions.YarnException;

/** What the ResourceManager says of applications, asked again and again. */
final class YarnReports implements AutoCloseable {

  static final EnumSet<YarnApplicationState> OVER =
      EnumSet.of(
          YarnApplicationState.FINISHED, YarnApplicationState.FAILED, YarnApplicationState.KILLED);

  private static final Duration STEP = Duration.ofMillis(2);

  private final YarnClient yarn;
  private final LongSupplier nanos;

  YarnReports(Path conf, LongSupplier nanos) {
    this.nanos = requireNonNull(nanos, "nanos is null");
    Configuration configuration = new Configuration();
    for (String file : List.of("core-site.xml", "hdfs-site.xml", "yarn-site.xml")) {
      configuration.addResource(new org.apache.hadoop.fs.Path(conf.resolve(file).toUri()));
    }
    yarn = YarnClient.createYarnClient();
    yarn.init(configuration);
    yarn.start();
  }

  ApplicationReport report(ApplicationId id) throws IOException {
    try {
      return yarn.getApplicationReport(id);
    } catch (YarnException e) {
      throw new IOException(e);
    }
  }

  /** The clock's value when the report is first found so. */
  long await(ApplicationId id, Predicate<ApplicationReport> wanted, Duration limit)
      throws IOException {
    long deadline = nanos.getAsLong() + limit.toNanos();
    while (!wanted.test(report(id))) {
      if (nanos.getAsLong() > deadline) {
        throw new IOException("YARN still says " + report(id));
      }
      LockSupport.parkNanos(STEP.toNanos());
    }
    return nanos.getAsLong();
  }

  @Override
  public void close() {
    yarn.stop();
  }
}
