package dev.heddle.lab.command;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.lab.Endpoint;
import dev.heddle.lab.Lab;
import dev.heddle.lab.LabSettings;
import dev.heddle.lab.LabStatus;
import dev.heddle.lab.PortMap;
import dev.heddle.lab.Progress;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Locale;

/** Says what happens, in lines for people or in JSON objects, one a line. */
final class Report {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final PrintWriter out;
  private final boolean json;

  Report(PrintWriter out, boolean json) {
    this.out = requireNonNull(out, "out is null");
    this.json = json;
  }

  void progress(Lab lab, Progress progress) {
    if (json) {
      ObjectNode line = JSON.createObjectNode();
      line.put("event", "progress");
      line.put("milestone", progress.milestone().name().toLowerCase(Locale.ROOT));
      line.put("step", progress.step());
      line.put("seconds", progress.after().toMillis() / 1000.0);
      if (progress.milestone() == Progress.Milestone.CONFIGURED) {
        describe(line, lab, lab.ports());
      }
      print(line);
    } else {
      out.println(
          String.format(
              Locale.ROOT, "%6.1f s  %s", progress.after().toMillis() / 1000.0, progress.step()));
      out.flush();
    }
  }

  void ready(Lab lab, LabSettings settings) {
    if (json) {
      ObjectNode line = JSON.createObjectNode();
      line.put("event", "ready");
      describe(line, lab, settings.ports());
      print(line);
    } else {
      PortMap ports = settings.ports();
      out.println("HDFS  http://localhost:" + ports.of(Endpoint.NAMENODE_HTTP));
      out.println("YARN  http://localhost:" + ports.of(Endpoint.RESOURCEMANAGER_HTTP));
      out.println("export HADOOP_CONF_DIR=" + lab.conf());
      out.flush();
    }
  }

  void status(Lab lab, LabStatus status) {
    if (json) {
      print(statusObject(lab, status));
      return;
    }
    for (LabStatus.ProcessStatus process : status.processes()) {
      String state =
          process.pid().isPresent()
              ? "up    pid " + process.pid().getAsLong() + memory(process)
              : "down";
      out.println(String.format(Locale.ROOT, "%-8s%s", process.process().name(), state));
    }
    LabStatus.Health health = status.health();
    out.println("HDFS    " + (health.isHdfsReady() ? "ready" : "not ready"));
    out.println(
        "YARN    "
            + (health.resourceManager() ? "ready" : "not ready")
            + ", nodes running: "
            + health.nodes());
    out.flush();
  }

  private static String memory(LabStatus.ProcessStatus process) {
    return process.residentMegabytes().isPresent()
        ? "  " + process.residentMegabytes().getAsInt() + " MB"
        : "";
  }

  private static ObjectNode statusObject(Lab lab, LabStatus status) {
    ObjectNode root = JSON.createObjectNode();
    root.put("up", status.isUp());
    ArrayNode processes = root.putArray("processes");
    for (LabStatus.ProcessStatus process : status.processes()) {
      ObjectNode each = processes.addObject();
      each.put("name", process.process().name());
      each.put("up", process.pid().isPresent());
      process.pid().ifPresent(pid -> each.put("pid", pid));
      process.residentMegabytes().ifPresent(memory -> each.put("rssMegabytes", memory));
    }
    ObjectNode health = root.putObject("health");
    health.put("hdfs", status.health().isHdfsReady());
    health.put("resourceManager", status.health().resourceManager());
    health.put("nodes", status.health().nodes());
    describe(root, lab, status.settings().ports());
    return root;
  }

  private static void describe(ObjectNode target, Lab lab, PortMap ports) {
    target.put("home", lab.home().path().toString());
    target.put("conf", lab.conf().toString());
    target.put("fs", "hdfs://localhost:" + ports.of(Endpoint.NAMENODE_RPC));
    target.put("namenodeHttp", "http://localhost:" + ports.of(Endpoint.NAMENODE_HTTP));
    target.put(
        "resourcemanagerHttp", "http://localhost:" + ports.of(Endpoint.RESOURCEMANAGER_HTTP));
    ObjectNode each = target.putObject("ports");
    ports.byKey().forEach(each::put);
  }

  private void print(ObjectNode object) {
    try {
      out.println(JSON.writeValueAsString(object));
      out.flush();
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
