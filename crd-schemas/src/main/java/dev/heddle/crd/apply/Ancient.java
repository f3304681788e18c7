package dev.heddle.crd.apply;

import dev.heddle.crd.apply.ManagedFields.Entry;
import dev.heddle.crd.apply.Writer.Operation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Keeps the list of updaters short: the oldest ones become one. */
final class Ancient {

  private Ancient() {}

  static ManagedFields merged(ManagedFields owners) {
    List<Entry> updaters =
        owners.entries().stream()
            .filter(entry -> !entry.writer().applies())
            .sorted(
                Comparator.<Entry, Instant>comparing(e -> e.time().orElse(Instant.EPOCH))
                    .thenComparing(Entry::writer))
            .toList();
    int tooMany = updaters.size() - Ownership.MOST_UPDATERS;
    if (tooMany <= 0) {
      return owners;
    }
    List<Entry> old = updaters.subList(0, tooMany + 1);
    List<Entry> kept = new ArrayList<>(owners.entries());
    kept.removeAll(old);
    FieldSet fields = old.stream().map(Entry::fields).reduce(FieldSet.empty(), FieldSet::union);
    Writer bucket =
        new Writer(
            Ownership.ANCIENT_CHANGES, Operation.UPDATE, old.get(0).writer().apiVersion(), "");
    Optional<Instant> time = old.get(old.size() - 1).time();
    kept.add(new Entry(bucket, fields, time));
    return new ManagedFields(kept);
  }
}
