package dev.heddle.operator.store;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.reconciler.store.StoreException;
import dev.heddle.reconciler.store.StoreException.Reason;
import dev.heddle.reconciler.store.Watcher.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.data.ACL;

/**
 * A mutation made concrete: the log entry it leaves and what must not have changed.
 *
 * @param entry what is done
 * @param tree the object as the writer gets it back, without its version
 * @param room an object that must not have changed either
 */
record ObjectWrite(LogEntry.Changed entry, ObjectNode tree, Optional<StoredObject> room) {

  /** A transaction holds the body twice and must fit into ZooKeeper's 1 MiB. */
  private static final int MAX_BODY_BYTES = 480 << 10;

  ObjectWrite {
    requireNonNull(entry, "entry is null");
    requireNonNull(tree, "tree is null");
    requireNonNull(room, "room is null");
  }

  static ObjectWrite create(ObjectId id, Mutation.Create create, String nonce) {
    return new ObjectWrite(
        entry(Change.ADDED, id, 0, nonce, create.body()), create.body(), create.room());
  }

  static ObjectWrite replace(ObjectId id, Mutation.Replace replace, String nonce) {
    return new ObjectWrite(
        entry(Change.MODIFIED, id, replace.read().version() + 1, nonce, replace.body()),
        replace.body(),
        Optional.empty());
  }

  static ObjectWrite remove(ObjectId id, Mutation.Remove remove, String nonce) {
    return new ObjectWrite(
        entry(Change.DELETED, id, remove.read().version(), nonce, remove.body()),
        remove.body(),
        Optional.empty());
  }

  private static LogEntry.Changed entry(
      Change change, ObjectId id, int version, String nonce, ObjectNode tree) {
    byte[] body = ObjectRules.bytes(tree);
    if (body.length > MAX_BODY_BYTES) {
      throw new StoreException(
          Reason.INVALID, id + ": found " + body.length + " bytes, allowed are " + MAX_BODY_BYTES);
    }
    return new LogEntry.Changed(change, id, version, nonce, new Bytes(body));
  }

  static List<Op> operations(Layout layout, List<ACL> acl, ObjectWrite write) {
    List<Op> operations = new ArrayList<>(2);
    write
        .room()
        .ifPresent(room -> operations.add(Op.check(layout.object(room.id()), room.version())));
    LogEntry.Changed entry = write.entry();
    String path = layout.object(entry.id());
    operations.add(
        switch (entry.change()) {
          case ADDED -> Op.create(path, entry.body().array(), acl, CreateMode.PERSISTENT);
          case MODIFIED -> Op.setData(path, entry.body().array(), entry.version() - 1);
          case DELETED -> Op.delete(path, entry.version());
        });
    return operations;
  }
}
