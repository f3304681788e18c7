package dev.heddle.reconciler.example;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.heddle.crd.meta.ObjectMeta;
import dev.heddle.crd.meta.OwnerReference;
import dev.heddle.crd.meta.Resource;
import dev.heddle.crd.meta.ResourceType;
import java.util.List;

/** A kind that is made for a widget. */
public record Part(ObjectMeta metadata, PartSpec spec) implements Resource {

  public static final ResourceType<Part> TYPE =
      new ResourceType<>("test.dev", "v1", "Part", "parts", "part", List.of(), true, Part.class);

  /** What is wanted of a part. */
  public record PartSpec(String color) {}

  public static Part of(Widget owner, int number) {
    return new Part(
        ObjectMeta.named(owner.metadata().namespace(), owner.metadata().name() + "-" + number)
            .withOwner(OwnerReference.controllerOf(owner)),
        new PartSpec(owner.spec().color()));
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
}
