package dev.heddle.operator.cleanup;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.application.Application;
import dev.heddle.crd.json.Json;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ObjectMeta;
import dev.heddle.crd.meta.Resource;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.crd.notebook.Notebook;
import dev.heddle.crd.policy.CleanupPolicy;
import dev.heddle.crd.quantity.Durations;
import dev.heddle.crd.schema.Admission;
import dev.heddle.crd.tree.DocumentReader;
import dev.heddle.crd.tree.Limits;
import dev.heddle.operator.yarn.ApplicationReport;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What tests of clean-up are about, in few words. */
final class Things {

  static final Instant NOW = Instant.parse("2026-03-10T12:00:00Z");

  private Things() {}

  static Instant ago(String duration) {
    return NOW.minus(Durations.parse(duration));
  }

  /** A policy for notebooks and applications of team-a, from the fields of its spec. */
  static CleanupPolicy policy(String name, String spec) {
    return read(
        Kinds.CLEANUP_POLICY,
        "{apiVersion: heddle.dev/v1, kind: CleanupPolicy, metadata: {name: "
            + name
            + "}, spec: {"
            + spec
            + "}}");
  }

  /** A notebook with what it is, from the fields of its spec and of its application's status. */
  static Subject notebook(String name, String spec, String status) {
    Notebook notebook = notebook(name, spec);
    ObjectNode tree =
        tree(
            "{apiVersion: heddle.dev/v1, kind: Application, metadata: {namespace: team-a, name: "
                + name
                + ", uid: app-"
                + name
                + ", ownerReferences: [{apiVersion: heddle.dev/v1, kind: Notebook, name: "
                + name
                + ", uid: nb-"
                + name
                + ", controller: true}]}, spec: {services: {notebook: {script: run, resources:"
                + " {memory: 1, vcores: 1}}}}, status: {"
                + status
                + "}}");
    return Subject.of(notebook, Optional.of(read(Kinds.APPLICATION, tree)));
  }

  static Notebook notebook(String name, String spec) {
    return read(
        Kinds.NOTEBOOK,
        "{apiVersion: heddle.dev/v1, kind: Notebook, metadata: {namespace: team-a, name: "
            + name
            + ", uid: nb-"
            + name
            + ", labels: {tier: scratch}}, spec: {user: alice, queue: research"
            + (spec.isEmpty() ? "" : ", " + spec)
            + "}}");
  }

  static Subject application(String name, String status) {
    Application application =
        read(
            Kinds.APPLICATION,
            "{apiVersion: heddle.dev/v1, kind: Application, metadata: {namespace: team-b, name: "
                + name
                + ", uid: app-"
                + name
                + "}, spec: {queue: batch, services: {main: {script: run, resources: {memory: 1,"
                + " vcores: 1}, workspace: {path: /work/b/"
                + name
                + "}}}}, status: {"
                + status
                + "}}");
    return Subject.of(application);
  }

  /** Stopped for so long. */
  static String stopped(String forSoLong) {
    return over("Stopped", forSoLong);
  }

  static String over(String phase, String forSoLong) {
    return "phase: " + phase + ", finishedAt: '" + ago(forSoLong) + "'";
  }

  /** Serving for so long, with further fields of the status. */
  static String serving(String forSoLong, String further) {
    return "phase: Ready, startedAt: '"
        + ago(forSoLong)
        + "', run: {applicationId: application_1_1, launchHash: abc, number: 1, reservedAt: '"
        + ago(forSoLong)
        + "', submitted: true}"
        + (further.isEmpty() ? "" : ", " + further);
  }

  static String activity(String state) {
    return "activity: {state: "
        + state
        + ", message: seen, kernels: 1, busyKernels: 0, terminals: 0, connections: 0}";
  }

  static Subject annotated(Subject subject, String key, String value) {
    ObjectMeta metadata = subject.metadata().withAnnotation(key, value);
    Resource resource =
        subject.resource() instanceof Notebook notebook
            ? notebook.withMetadata(metadata)
            : ((Application) subject.resource()).withMetadata(metadata);
    return new Subject(resource, subject.application());
  }

  static Orphan orphan(String id, String user, Duration seenFor) {
    return new Orphan(report(id, "gone-" + id, user), NOW.minus(seenFor), seenFor, true);
  }

  static ApplicationReport report(String id, String uid, String user) {
    return new ApplicationReport(
        id,
        uid,
        1,
        "abc",
        user,
        "research",
        ApplicationReport.State.RUNNING,
        ApplicationReport.FinalStatus.UNDEFINED,
        1,
        "node1",
        1,
        "",
        "",
        NOW,
        Optional.empty());
  }

  private static <R extends Resource> R read(ResourceType<R> type, String yaml) {
    return read(type, tree(yaml));
  }

  private static <R extends Resource> R read(ResourceType<R> type, ObjectNode tree) {
    Admission admission = Admission.of(type, tree);
    if (!admission.isAccepted()) {
      throw new IllegalArgumentException(admission.problems().toString());
    }
    return Json.fromTree(type, admission.object());
  }

  private static ObjectNode tree(String yaml) {
    return (ObjectNode)
        new DocumentReader(Limits.standard())
            .read("test.yaml", yaml).stream()
                .flatMap(document -> document.tree().stream())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(yaml))
                .root();
  }
}
