package dev.heddle.operator.store;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;

/**
 * One version of an object as the cache keeps it: its JSON bytes, and a tree only while somebody
 * uses one. An idle object so costs little more than its bytes.
 */
final class StoredObject {

  private final ObjectId id;
  private final long zxid;
  private final int version;
  private final byte[] body;
  private volatile WeakReference<ObjectNode> parsed = new WeakReference<>(null);

  /**
   * @param id its name
   * @param zxid the transaction that wrote this version; becomes the resourceVersion
   * @param version the node's data version, which optimistic writes check
   * @param body JSON without a resourceVersion; not copied, must not be changed
   */
  StoredObject(ObjectId id, long zxid, int version, byte[] body) {
    this.id = requireNonNull(id, "id is null");
    this.zxid = zxid;
    this.version = version;
    this.body = requireNonNull(body, "body is null");
  }

  ObjectId id() {
    return id;
  }

  long zxid() {
    return zxid;
  }

  int version() {
    return version;
  }

  byte[] body() {
    return body;
  }

  /** The tree with its resourceVersion, shared by all who ask: copy before changing it. */
  ObjectNode tree() {
    ObjectNode tree = parsed.get();
    if (tree == null) {
      tree = withVersion(parse(body), zxid);
      parsed = new WeakReference<>(tree);
    }
    return tree;
  }

  /** The same content under the version of another transaction, as a deletion reports it. */
  StoredObject at(long otherZxid) {
    return otherZxid == zxid ? this : new StoredObject(id, otherZxid, version, body);
  }

  static ObjectNode parse(byte[] body) {
    try {
      JsonNode node = Json.mapper().readTree(body);
      if (node instanceof ObjectNode object) {
        return object;
      }
      throw new IllegalStateException("a stored object is no JSON object");
    } catch (IOException e) {
      throw new UncheckedIOException("a stored object is no JSON", e);
    }
  }

  /** Puts the resourceVersion into a tree of the caller's own. */
  static ObjectNode withVersion(ObjectNode tree, long zxid) {
    tree.withObjectProperty("metadata").put("resourceVersion", Long.toString(zxid));
    return tree;
  }
}
