package dev.heddle.operator.yarn;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.operator.yarn.CollectedLogs.Answer;
import dev.heddle.operator.yarn.CollectedLogs.LogName;
import dev.heddle.operator.yarn.CollectedLogs.Part;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.api.records.NodeId;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.logaggregation.AggregatedLogFormat.LogKey;
import org.apache.hadoop.yarn.logaggregation.AggregatedLogFormat.LogValue;
import org.apache.hadoop.yarn.logaggregation.filecontroller.LogAggregationFileController;
import org.apache.hadoop.yarn.logaggregation.filecontroller.LogAggregationFileControllerContext;
import org.apache.hadoop.yarn.logaggregation.filecontroller.LogAggregationFileControllerFactory;
import org.apache.hadoop.yarn.logaggregation.filecontroller.ifile.LogAggregationIndexedFileController;
import org.apache.hadoop.yarn.logaggregation.filecontroller.tfile.LogAggregationTFileController;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files as NodeManagers write them, in both layouts. */
class CollectedFilesTest {

  private static final String ID = "application_1700000000000_0001";
  private static final String USER = System.getProperty("user.name");

  @TempDir Path directory;
  private Configuration conf;

  @BeforeEach
  void configure() {
    conf = new YarnConfiguration();
    conf.set("fs.defaultFS", directory.toUri().toString());
    conf.set("yarn.nodemanager.remote-app-log-dir", directory.resolve("collected").toString());
    conf.set("yarn.nodemanager.remote-app-log-dir-suffix", "logs");
    conf.set(
        "yarn.log-aggregation.file-controller.TFile.class",
        LogAggregationTFileController.class.getName());
    conf.set(
        "yarn.log-aggregation.file-controller.IFile.class",
        LogAggregationIndexedFileController.class.getName());
  }

  @ParameterizedTest
  @ValueSource(strings = {"TFile", "IFile"})
  void aLogIsReadWhateverTheLayout(String layout) throws Exception {
    conf.set("yarn.log-aggregation.file-formats", layout);
    String lines = "one\nLogContents: two\n".repeat(5000) + "last\n";
    collect("node1:1", Map.of(container(1, 1), Map.of("driver.log", "of the master\n")));
    collect(
        "node2:1",
        Map.of(
            container(1, 2), Map.of("web.log", "of web\n", "stderr", "e\n"),
            container(1, 3), Map.of("worker.log", lines),
            container(2, 4), Map.of("worker.log", "later\n")));

    CollectedFiles files = new CollectedFiles(conf);

    assertThat(files.containers(ID, USER, "worker.log"))
        .containsExactly(container(1, 3).toString(), container(2, 4).toString());
    assertThat(files.containers(ID, USER, "tea.log")).isEmpty();
    assertThat(text(files, Optional.empty(), "driver.log", new Part.From(0, 100)))
        .isEqualTo("of the master\n");
    Optional<String> worker = Optional.of(container(1, 3).toString());
    assertThat(text(files, worker, "worker.log", new Part.From(0, 1 << 20))).isEqualTo(lines);
    assertThat(text(files, worker, "worker.log", new Part.From(lines.length() - 5, 100)))
        .isEqualTo("last\n");
    assertThat(text(files, worker, "worker.log", new Part.Tail(2, 1 << 20)))
        .isEqualTo("LogContents: two\nlast\n");
    assertThat(files.find(new LogName(ID, USER, 0, worker, "web.log"), new Part.From(0, 1)))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TFile", "IFile"})
  void anApplicationWithoutAnyLogHasNone(String layout) throws Exception {
    conf.set("yarn.log-aggregation.file-formats", layout);
    CollectedFiles files = new CollectedFiles(conf);

    assertThat(files.containers(ID, USER, "web.log")).isEmpty();
    assertThat(
            files.find(new LogName(ID, USER, 0, Optional.empty(), "web.log"), new Part.From(0, 1)))
        .isEmpty();
  }

  private static String text(
      CollectedFiles files, Optional<String> container, String file, Part part) throws Exception {
    Answer answer = files.find(new LogName(ID, USER, 0, container, file), part).orElseThrow();
    return new String(((Answer.Piece) answer).bytes(), UTF_8);
  }

  private static ContainerId container(int attempt, int number) {
    return ContainerId.fromString(
        "container_1700000000000_0001_%02d_%06d".formatted(attempt, number));
  }

  /** What a NodeManager does when an application has ended. */
  private void collect(String node, Map<ContainerId, Map<String, String>> logs) throws Exception {
    ApplicationId id = ApplicationId.fromString(ID);
    NodeId nodeId = NodeId.fromString(node);
    LogAggregationFileController writer =
        new LogAggregationFileControllerFactory(conf).getFileControllerForWrite();
    org.apache.hadoop.fs.Path target = writer.getRemoteNodeLogFileForApp(id, USER, nodeId);
    Files.createDirectories(Path.of(target.getParent().toUri().getPath()));
    LogAggregationFileControllerContext context =
        new LogAggregationFileControllerContext(
            target,
            target.suffix(".tmp"),
            false,
            -1,
            id,
            Map.of(),
            nodeId,
            UserGroupInformation.getCurrentUser());
    Path local = directory.resolve("local").resolve(node);
    writer.initializeWriter(context);
    for (Map.Entry<ContainerId, Map<String, String>> each : logs.entrySet()) {
      Path printed = local.resolve(ID).resolve(each.getKey().toString());
      Files.createDirectories(printed);
      for (Map.Entry<String, String> file : each.getValue().entrySet()) {
        Files.writeString(printed.resolve(file.getKey()), file.getValue());
      }
      writer.write(
          new LogKey(each.getKey()), new LogValue(List.of(local.toString()), each.getKey(), USER));
    }
    context.setUploadedLogsInThisCycle(true);
    context.setLogUploadTimeStamp(1);
    writer.postWrite(context);
    writer.closeWriter();
  }
}
