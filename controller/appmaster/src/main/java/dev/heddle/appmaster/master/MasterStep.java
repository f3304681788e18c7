package dev.heddle.appmaster.master;

import static java.util.Objects.requireNonNull;

import java.util.List;

/** Outcome of one event: what is known afterwards, and what to do in this order. */
record MasterStep(Fleet fleet, List<MasterAction> actions) {
  MasterStep {
    requireNonNull(fleet, "fleet is null");
    actions = List.copyOf(actions);
  }
}
