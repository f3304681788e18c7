package dev.heddle.crd.core;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.heddle.crd.meta.ObjectMeta;
import dev.heddle.crd.meta.Resource;
import dev.heddle.crd.meta.ResourceKey;
import java.time.Instant;

/**
 * Something that happened to a resource. Equal happenings are one event with a count.
 *
 * @param metadata identity
 * @param involvedObject to what it happened
 * @param type {@code Normal} or {@code Warning}
 * @param reason stable CamelCase word
 * @param message one sentence for people; never a secret (I15)
 * @param source the component that reports it
 * @param count how often
 * @param firstTimestamp when first
 * @param lastTimestamp when last
 */
public record Event(
    ObjectMeta metadata,
    InvolvedObject involvedObject,
    String type,
    String reason,
    String message,
    EventSource source,
    int count,
    Instant firstTimestamp,
    Instant lastTimestamp)
    implements Resource {

  public Event {
    requireNonNull(metadata, "metadata is null");
    requireNonNull(involvedObject, "involvedObject is null");
    requireNonNull(type, "type is null");
    requireNonNull(reason, "reason is null");
    message = requireNonNullElse(message, "");
    source = requireNonNullElse(source, new EventSource("heddle"));
    requireNonNull(firstTimestamp, "firstTimestamp is null");
    requireNonNull(lastTimestamp, "lastTimestamp is null");
  }

  @JsonProperty("apiVersion")
  @Override
  public String apiVersion() {
    return "v1";
  }

  @JsonProperty("kind")
  @Override
  public String kind() {
    return "Event";
  }

  /**
   * To what it happened.
   *
   * @param apiVersion group and version
   * @param kind the kind
   * @param namespace the namespace, empty for cluster-wide kinds
   * @param name the name
   * @param uid the uid: the identity that counts
   */
  public record InvolvedObject(
      String apiVersion, String kind, String namespace, String name, String uid) {

    public static InvolvedObject of(Resource resource) {
      return new InvolvedObject(
          resource.apiVersion(),
          resource.kind(),
          resource.metadata().namespace(),
          resource.metadata().name(),
          resource.metadata().uid());
    }

    public ResourceKey key() {
      return new ResourceKey(kind, namespace, name);
    }
  }

  /**
   * Who reports it.
   *
   * @param component the component's name
   */
  public record EventSource(String component) {}
}
