package dev.heddle.operator.view;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.heddle.operator.store.ObjectStore;
import dev.heddle.operator.store.ObjectStore.Snapshot;
import java.time.Clock;
import java.util.Optional;

/** The journal of one view, begun when somebody looks and begun anew when it has ended. */
final class ViewJournals {

  private final ObjectStore store;
  private final View view;
  private final Clock clock;

  // The journal's own lock is never held while the store is asked: a store may tell of changes
  // while it holds its own.
  @GuardedBy("this")
  private Optional<ViewJournal> current = Optional.empty();

  ViewJournals(ObjectStore store, View view, Clock clock) {
    this.store = requireNonNull(store, "store is null");
    this.view = requireNonNull(view, "view is null");
    this.clock = requireNonNull(clock, "clock is null");
  }

  View view() {
    return view;
  }

  synchronized ViewJournal open() {
    if (current.isPresent() && current.get().use()) {
      return current.get();
    }
    Snapshot sources = store.list(view.source(), "");
    ViewJournal journal = new ViewJournal(view, clock, sources);
    journal.follow(store.watch(view.source(), "", sources.resourceVersion(), journal));
    current = Optional.of(journal);
    return journal;
  }
}
