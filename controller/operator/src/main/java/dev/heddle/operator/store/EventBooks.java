package dev.heddle.operator.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.reconciler.store.StoreException;
import dev.heddle.reconciler.store.StoreException.Reason;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Events as objects that are written, counted and read, on the books that hold them. */
final class EventBooks {

  /** Where events about objects without a namespace are, as in Kubernetes. */
  private static final String DEFAULT_NAMESPACE = "default";

  private final OptionalInt epoch;
  private final ObjectCache cache;
  private final Writes writes;
  private final Surroundings surroundings;

  EventBooks(OptionalInt epoch, ObjectCache cache, Writes writes, Surroundings surroundings) {
    this.epoch = requireNonNull(epoch, "epoch is null");
    this.cache = requireNonNull(cache, "cache is null");
    this.writes = requireNonNull(writes, "writes is null");
    this.surroundings = requireNonNull(surroundings, "surroundings is null");
  }

  /** Writes an event, or counts it when its equal is there. */
  ObjectNode add(ObjectNode event) {
    JsonNode involved = event.path("involvedObject");
    String uid = involved.path("uid").asText("");
    Layout.checkName("Event involvedObject.uid", uid);
    String namespace =
        Optional.of(involved.path("namespace").asText(""))
            .filter(n -> !n.isEmpty())
            .orElse(DEFAULT_NAMESPACE);
    Layout.checkName("Event involvedObject.namespace", namespace);
    ObjectNode named = event.deepCopy();
    ObjectNode metadata = named.withObjectProperty("metadata");
    String name = involved.path("name").asText("") + "." + digest(event, uid);
    metadata.put("name", name).put("namespace", namespace).put("uid", surroundings.uids().get());
    metadata.remove("resourceVersion");
    ObjectId id = EventBook.id(namespace, uid);
    writes.write(
        id,
        epoch,
        book -> {
          ObjectNode body = EventBook.with(book, named, surroundings.clock().instant());
          return book.isPresent()
              ? new Mutation.Replace(book.get(), body)
              : new Mutation.Create(body, Optional.empty());
        });
    return get(namespace, name)
        .orElseThrow(
            () -> new StoreException(Reason.CONFLICT, "Event " + name + " is gone already"))
        .tree();
  }

  /** Equal happenings get the same name: that is how they are counted. */
  private static String digest(ObjectNode event, String uid) {
    String content =
        String.join(
            "\n",
            uid,
            event.path("type").asText(),
            event.path("reason").asText(),
            event.path("message").asText(),
            event.path("source").path("component").asText());
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(content.getBytes(UTF_8));
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  Optional<StoredObject> get(String namespace, String name) {
    return cache.list(EventBook.RESOURCE, namespace).objects().stream()
        .flatMap(book -> EventBook.events(book).stream())
        .filter(event -> event.id().name().equals(name))
        .findFirst();
  }

  ObjectCache.Moment list(String namespace) {
    ObjectCache.Moment books = cache.list(EventBook.RESOURCE, namespace);
    List<StoredObject> events =
        books.objects().stream()
            .flatMap(book -> EventBook.events(book).stream())
            .sorted(Comparator.comparing(StoredObject::id))
            .toList();
    return new ObjectCache.Moment(events, books.zxid());
  }

  /** Removes one event. */
  ObjectNode delete(String namespace, String name) {
    StoredObject holder =
        cache.list(EventBook.RESOURCE, namespace).objects().stream()
            .filter(
                book -> EventBook.events(book).stream().anyMatch(e -> e.id().name().equals(name)))
            .findFirst()
            .orElseThrow(
                () ->
                    new StoreException(
                        Reason.NOT_FOUND, "Event " + namespace + "/" + name + " does not exist"));
    ObjectNode event =
        EventBook.events(holder).stream()
            .filter(e -> e.id().name().equals(name))
            .findFirst()
            .orElseThrow()
            .tree();
    writes.write(
        holder.id(),
        epoch,
        book -> {
          StoredObject read =
              book.orElseThrow(
                  () -> new StoreException(Reason.NOT_FOUND, "Event " + name + " does not exist"));
          ObjectNode rest = EventBook.without(read, name);
          return EventBook.isEmpty(rest)
              ? new Mutation.Remove(read, rest)
              : new Mutation.Replace(read, rest);
        });
    return event;
  }

  /** All books, for the search for those whose object is gone. */
  List<StoredObject> books() {
    return cache.list(EventBook.RESOURCE, "").objects();
  }

  /** Removes all events about an object; nothing when there are none. */
  void deleteAbout(ResourceKey key, String uid) {
    String namespace = key.namespace().isEmpty() ? DEFAULT_NAMESPACE : key.namespace();
    ObjectId id = EventBook.id(namespace, uid);
    if (cache.get(id).isPresent()) {
      remove(id);
    }
  }

  void remove(ObjectId id) {
    try {
      writes.write(
          id,
          epoch,
          book -> {
            StoredObject read =
                book.orElseThrow(
                    () -> new StoreException(Reason.NOT_FOUND, id + " does not exist"));
            return new Mutation.Remove(read, StoredObject.parse(read.body()));
          });
    } catch (StoreException e) {
      if (e.reason() != Reason.NOT_FOUND) {
        throw e;
      }
    }
  }
}
