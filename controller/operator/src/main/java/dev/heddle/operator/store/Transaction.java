package dev.heddle.operator.store;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.data.ACL;

/**
 * One write as ZooKeeper takes it, all or nothing: the leader's epoch is still ours (I7), the log's
 * era is still open, the object is as it was read, the revision is touched, the log gets its entry.
 */
final class Transaction {

  /** The node version of an era that is open; closing it writes to it. */
  private static final int OPEN = 0;

  private final List<Op> operations = new ArrayList<>();
  private final List<Part> parts = new ArrayList<>();

  private Transaction() {}

  /** What each operation is for. */
  private enum Part {
    EPOCH,
    ERA,
    OBJECT,
    REVISION,
    LOG
  }

  /** How it went. */
  sealed interface Outcome {
    /**
     * Done.
     *
     * @param zxid the transaction
     */
    record Applied(long zxid) implements Outcome {}

    /** Another leader has the epoch: nothing was written. */
    record Fenced() implements Outcome {}

    /** What was read is not the newest: nothing was written. */
    record Stale() implements Outcome {}

    /** The directory of a new object is missing: nothing was written. */
    record NoDirectory() implements Outcome {}

    /**
     * ZooKeeper refused for another reason: nothing was written.
     *
     * @param code why
     */
    record Refused(KeeperException.Code code) implements Outcome {}
  }

  static Transaction of(
      Layout layout, List<ACL> acl, OptionalInt epoch, int era, ObjectWrite write) {
    Transaction transaction = begin(layout, epoch, era);
    ObjectWrite.operations(layout, acl, write).forEach(op -> transaction.add(Part.OBJECT, op));
    return transaction.log(layout, acl, era, write.entry());
  }

  /** Closes an era of the log and opens the next. */
  static Transaction rotation(Layout layout, List<ACL> acl, int epoch, int era) {
    Transaction transaction = begin(layout, OptionalInt.of(epoch), era);
    transaction.log(layout, acl, era, new LogEntry.Rotated(era + 1));
    transaction.add(Part.ERA, Op.setData(layout.era(era), new byte[0], OPEN));
    transaction.add(
        Part.ERA, Op.create(layout.era(era + 1), new byte[0], acl, CreateMode.PERSISTENT));
    return transaction;
  }

  private static Transaction begin(Layout layout, OptionalInt epoch, int era) {
    Transaction transaction = new Transaction();
    epoch.ifPresent(e -> transaction.add(Part.EPOCH, Op.check(layout.epoch(), e)));
    transaction.add(Part.ERA, Op.check(layout.era(era), OPEN));
    return transaction;
  }

  private Transaction log(Layout layout, List<ACL> acl, int era, LogEntry entry) {
    add(Part.REVISION, Op.setData(layout.rev(), new byte[0], -1));
    add(
        Part.LOG,
        Op.create(
            layout.entryPrefix(era),
            LogEntry.encode(entry),
            acl,
            CreateMode.PERSISTENT_SEQUENTIAL));
    return this;
  }

  private void add(Part part, Op operation) {
    parts.add(part);
    operations.add(requireNonNull(operation, "operation is null"));
  }

  List<Op> operations() {
    return List.copyOf(operations);
  }

  Outcome outcome(List<OpResult> results) {
    for (int i = 0; i < results.size(); i++) {
      if (results.get(i) instanceof OpResult.ErrorResult error
          && error.getErr() != KeeperException.Code.OK.intValue()
          && error.getErr() != KeeperException.Code.RUNTIMEINCONSISTENCY.intValue()) {
        return refusal(parts.get(i), KeeperException.Code.get(error.getErr()));
      }
    }
    OpResult.SetDataResult revision =
        (OpResult.SetDataResult) results.get(parts.indexOf(Part.REVISION));
    return new Outcome.Applied(revision.getStat().getMzxid());
  }

  private static Outcome refusal(Part part, KeeperException.Code code) {
    return switch (part) {
      case EPOCH -> new Outcome.Fenced();
      case ERA ->
          code == KeeperException.Code.NOAUTH ? new Outcome.Refused(code) : new Outcome.Stale();
      case OBJECT -> ofObject(code);
      case REVISION, LOG -> new Outcome.Refused(code);
    };
  }

  private static Outcome ofObject(KeeperException.Code code) {
    if (code == KeeperException.Code.BADVERSION || code == KeeperException.Code.NODEEXISTS) {
      return new Outcome.Stale();
    }
    return code == KeeperException.Code.NONODE
        ? new Outcome.NoDirectory()
        : new Outcome.Refused(code);
  }
}
