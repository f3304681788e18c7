package dev.heddle.reconciler.example;

import dev.heddle.reconciler.Cleaner;
import dev.heddle.reconciler.Cleanup;
import dev.heddle.reconciler.Context;
import dev.heddle.reconciler.Context.EventKind;
import dev.heddle.reconciler.Outcome;
import dev.heddle.reconciler.Reconciler;
import dev.heddle.reconciler.store.ResourceStore;
import dev.heddle.reconciler.store.ResourceStore.Preconditions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Makes the parts of a widget in the store and one machine a widget (by uid) in the factory
 * outside, which it takes down before the widget goes.
 */
public final class WidgetReconciler implements Reconciler<Widget>, Cleaner<Widget> {

  private final Factory factory;
  private int passes;

  public WidgetReconciler(Factory factory) {
    this.factory = factory;
  }

  public int passes() {
    return passes;
  }

  @Override
  public Outcome reconcile(Widget widget, Context<Widget> context) {
    passes++;
    if (widget.spec().color().equals("impossible")) {
      return Outcome.terminal("NoSuchColor");
    }
    try {
      build(widget, context);
    } catch (IllegalStateException e) {
      context.event(EventKind.WARNING, "FactoryClosed", e.getMessage());
      return Outcome.retry(e);
    }
    Widget newest = context.cached(Widget.TYPE, widget.key()).orElse(widget);
    int parts = makeParts(widget, context);
    Widget.Status status =
        new Widget.Status(widget.metadata().generation(), parts, widget.spec().color());
    if (!status.equals(newest.status())) {
      context.store().updateStatus(Widget.TYPE, newest.withStatus(status));
    }
    return Outcome.done();
  }

  /**
   * Intent before act: the write fails when the widget in hand is not the newest, so that nothing
   * is built for one that is gone already.
   */
  private void build(Widget widget, Context<Widget> context) {
    String uid = widget.metadata().uid();
    String color = widget.spec().color();
    if (!factory.has(uid, color)) {
      Widget.Status intent =
          new Widget.Status(widget.status().observedGeneration(), 0, "building " + color);
      context.store().updateStatus(Widget.TYPE, widget.withStatus(intent));
      factory.build(uid, color);
    }
  }

  private static int makeParts(Widget widget, Context<Widget> context) {
    ResourceStore store = context.store();
    List<Part> existing = context.owned(Part.TYPE, widget);
    Set<String> wanted = new TreeSet<>();
    for (int i = 0; i < widget.spec().parts(); i++) {
      Part part = Part.of(widget, i);
      wanted.add(part.metadata().name());
      Optional<Part> found =
          existing.stream()
              .filter(p -> p.metadata().name().equals(part.metadata().name()))
              .findFirst();
      if (found.isEmpty()) {
        store.create(Part.TYPE, part);
      } else if (!found.get().spec().equals(part.spec())) {
        store.update(Part.TYPE, new Part(found.get().metadata(), part.spec()));
      }
    }
    for (Part part : existing) {
      if (!wanted.contains(part.metadata().name())) {
        store.delete(
            Part.TYPE,
            part.metadata().namespace(),
            part.metadata().name(),
            Preconditions.uid(part.metadata().uid()));
      }
    }
    return context.owned(Part.TYPE, widget).size();
  }

  @Override
  public Cleanup cleanup(Widget widget, Context<Widget> context) {
    String uid = widget.metadata().uid();
    try {
      if (!factory.has(uid)) {
        return Cleanup.gone();
      }
      factory.destroy(uid);
      return Cleanup.pending(Duration.ofSeconds(1));
    } catch (IllegalStateException e) {
      return Cleanup.retry(e);
    }
  }
}
