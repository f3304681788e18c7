package dev.heddle.operator.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.util.Arrays;

/**
 * One version of an object as the cache keeps it: its JSON bytes, and a tree only while somebody
 * uses one. An idle object so costs little more than its bytes.
 */
final class StoredObject implements ObjectStore.Item {

  /** Up to where a resourceVersion is put in; kind and apiVersion hold no quotes. */
  private static final byte[] METADATA = "\"metadata\":{".getBytes(UTF_8);

  private static final int LONGEST_HEAD = 256;

  private final ObjectId id;
  private final long zxid;
  private final int version;
  private final Body body;
  private volatile WeakReference<ObjectNode> parsed = new WeakReference<>(null);

  /**
   * @param id its name
   * @param zxid the transaction that wrote this version; becomes the resourceVersion
   * @param version the node's data version, which optimistic writes check
   * @param body JSON without a resourceVersion; not copied, must not be changed
   */
  StoredObject(ObjectId id, long zxid, int version, byte[] body) {
    this(id, zxid, version, Body.of(requireNonNull(body, "body is null")));
  }

  private StoredObject(ObjectId id, long zxid, int version, Body body) {
    this.id = requireNonNull(id, "id is null");
    this.zxid = zxid;
    this.version = version;
    this.body = body;
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

  /** The JSON without a resourceVersion; must not be changed. */
  byte[] body() {
    return body.bytes();
  }

  /** How many bytes that is. */
  int size() {
    return body.length();
  }

  @Override
  public String namespace() {
    return id.namespace();
  }

  @Override
  public String name() {
    return id.name();
  }

  @Override
  public String resourceVersion() {
    return Long.toString(zxid);
  }

  /** The stored bytes with the resourceVersion put in, without parsing them. */
  @Override
  public byte[] json() {
    int at = metadata(body.head());
    return at < 0
        ? ObjectRules.bytes(tree())
        : body.bytesWith(at, ("\"resourceVersion\":\"" + zxid + "\",").getBytes(UTF_8));
  }

  /** Where the first field of the metadata begins; negative when that is not in the head. */
  private static int metadata(byte[] body) {
    int last = Math.min(body.length - METADATA.length, LONGEST_HEAD);
    for (int i = 1; i <= last; i++) {
      if (Arrays.equals(body, i, i + METADATA.length, METADATA, 0, METADATA.length)) {
        int at = i + METADATA.length;
        return body[at] == '"' && isHead(body, i) ? at : -1;
      }
    }
    return -1;
  }

  /** Whether nothing is nested before that place, so that it is the object's own metadata. */
  private static boolean isHead(byte[] body, int end) {
    for (int i = 1; i < end; i++) {
      if (body[i] == '{' || body[i] == '[' || body[i] == '\\') {
        return false;
      }
    }
    return true;
  }

  /** The tree with its resourceVersion, shared by all who ask: copy before changing it. */
  @Override
  public ObjectNode tree() {
    ObjectNode tree = parsed.get();
    if (tree == null) {
      tree = withVersion(parse(body.bytes()), zxid);
      parsed = new WeakReference<>(tree);
    }
    return tree;
  }

  /** The same under an equal id that others have, too. */
  StoredObject under(ObjectId shared) {
    return new StoredObject(shared, zxid, version, body);
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
