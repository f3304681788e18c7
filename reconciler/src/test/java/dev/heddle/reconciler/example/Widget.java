package dev.heddle.reconciler.example;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.heddle.crd.meta.ObjectMeta;
import dev.heddle.crd.meta.Resource;
import dev.heddle.crd.meta.ResourceType;
import java.util.List;

/** A kind for tests: so many parts of one colour. */
public record Widget(ObjectMeta metadata, Spec spec, Status status) implements Resource {

  public static final ResourceType<Widget> TYPE =
      new ResourceType<>(
          "test.dev", "v1", "Widget", "widgets", "widget", List.of(), true, Widget.class);

  public Widget {
    status = requireNonNullElse(status, new Status(0, 0, ""));
  }

  /** What is wanted. */
  public record Spec(int parts, String color) {}

  /** What was seen. */
  public record Status(long observedGeneration, int parts, String note) {
    public Status {
      note = requireNonNullElse(note, "");
    }
  }

  public static Widget of(String name, int parts, String color) {
    return new Widget(ObjectMeta.named("default", name), new Spec(parts, color), null);
  }

  @JsonProperty("apiVersion")
  @Override
  public String apiVersion() {
    return TYPE.apiVersion();
  }

  @JsonProperty("kind")
  @Override
  public String kind() {
    return TYPE.kind();
  }

  public Widget withSpec(Spec replacement) {
    return new Widget(metadata, replacement, status);
  }

  public Widget withStatus(Status replacement) {
    return new Widget(metadata, spec, replacement);
  }

  public Widget withMetadata(ObjectMeta replacement) {
    return new Widget(replacement, spec, status);
  }
}
