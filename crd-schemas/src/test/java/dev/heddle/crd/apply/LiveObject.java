package dev.heddle.crd.apply;

import static dev.heddle.crd.apply.SampleKind.spec;
import static dev.heddle.crd.apply.SampleKind.tree;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.apply.Ownership.Part;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One object and its writers, as a server keeps them; each write is a minute after the last. */
final class LiveObject {

  private final Ownership ownership;
  private Optional<ObjectNode> live = Optional.empty();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  LiveObject() {
    this(new Ownership(SampleKind.schema()));
  }

  LiveObject(Ownership ownership) {
    this.ownership = ownership;
  }

  LiveObject apply(String manager, String spec) {
    return applied(manager, spec(spec), Part.MAIN, false);
  }

  LiveObject force(String manager, String spec) {
    return applied(manager, spec(spec), Part.MAIN, true);
  }

  LiveObject applyStatus(String manager, String status) {
    return applied(
        manager, tree("{'metadata': {'name': 'x'}, 'status': " + status + "}"), Part.STATUS, false);
  }

  LiveObject applied(String manager, ObjectNode declared, Part part, boolean force) {
    now = now.plusSeconds(60);
    Ownership.Applied applied = ownership.apply(live, declared, manager, part, force, now);
    ObjectNode object = applied.object();
    ownership.settle(live, object, applied.owners());
    live = Optional.of(object);
    return this;
  }

  LiveObject update(String manager, String spec) {
    ObjectNode changed = live.map(ObjectNode::deepCopy).orElseGet(() -> spec("{}"));
    changed.set("spec", tree(spec));
    return updated(manager, changed, Part.MAIN);
  }

  LiveObject updateStatus(String manager, String status) {
    ObjectNode changed = live.orElseThrow().deepCopy();
    changed.set("status", tree(status));
    return updated(manager, changed, Part.STATUS);
  }

  LiveObject updated(String manager, ObjectNode changed, Part part) {
    now = now.plusSeconds(60);
    ManagedFields owners = ownership.updated(live, changed, manager, part, now);
    ownership.settle(live, changed, owners);
    live = Optional.of(changed);
    return this;
  }

  /** Changes the object without any account, as the server's own controllers do. */
  LiveObject untracked(ObjectNode changed) {
    live = Optional.of(changed);
    return this;
  }

  boolean exists() {
    return live.isPresent();
  }

  ObjectNode object() {
    return live.orElseThrow();
  }

  JsonNode specTree() {
    return object().path("spec");
  }

  /** The owners, each as {@code manager Operation subresource} with its paths. */
  String owners() {
    StringBuilder text = new StringBuilder();
    for (ManagedFields.Entry entry : ManagedFields.in(object()).entries()) {
      Writer writer = entry.writer();
      text.append(writer.name())
          .append(' ')
          .append(writer.operation().word())
          .append(writer.subresource().isEmpty() ? "" : " " + writer.subresource())
          .append(": ")
          .append(String.join(" ", paths(entry)))
          .append('\n');
    }
    return text.toString().strip();
  }

  static List<String> paths(ManagedFields.Entry entry) {
    return entry.fields().paths().stream().map(Step::toString).toList();
  }
}
