package dev.heddle.operator.source;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.meta.Resource;
import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.crd.source.SourceSpec;
import dev.heddle.crd.source.SourceStatus.FileError;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a snapshot asks for, given what lives: a pure function.
 *
 * @param actions creations and updates by name, then the deletions that go ahead
 * @param errors what is wrong, file by file
 * @param held deletions that wait for approval
 * @param usedApproval whether deletions go ahead only because they were approved
 * @param waiting declared objects whose predecessor is still on its way out
 * @param verified objects that match their files, to be handed to the next planning
 */
record SourcePlan(
    List<Action> actions,
    List<FileError> errors,
    Optional<Guard.Held> held,
    boolean usedApproval,
    List<ResourceKey> waiting,
    Map<ResourceKey, Verified> verified) {

  SourcePlan {
    actions = List.copyOf(actions);
    errors = List.copyOf(errors);
    requireNonNull(held, "held is null");
    waiting = List.copyOf(waiting);
    verified = Map.copyOf(verified);
  }

  /**
   * What is planned from.
   *
   * @param source the name of the Source
   * @param spec its spec
   * @param snapshot what was read
   * @param live all objects of the kinds that files may declare, by whomever they were made
   * @param rights who may ask for what
   * @param pending deletions that waited at the last pass
   * @param approved the revision that somebody approved
   * @param verified what the last planning found to match; empty is right, too, only slower
   */
  record Input(
      String source,
      SourceSpec spec,
      SourceSnapshot snapshot,
      Collection<Resource> live,
      Rights rights,
      Optional<Guard.Pending> pending,
      Optional<String> approved,
      Map<ResourceKey, Verified> verified) {}

  static SourcePlan of(Input input) {
    return new Planner(input).plan();
  }

  /** The state of one planning. */
  private static final class Planner {
    private final Input input;
    private final Map<ResourceKey, Resource> live = new TreeMap<>();
    private final Map<ResourceKey, Tracking> mine = new TreeMap<>();
    private final List<Action> changes = new ArrayList<>();
    private final List<ResourceKey> waiting = new ArrayList<>();
    private final Map<ResourceKey, Verified> verified = new HashMap<>();
    private final Claims claims;

    Planner(Input input) {
      this.input = input;
      for (Resource object : input.live()) {
        live.put(object.key(), object);
        Tracking.of(object)
            .filter(tracking -> tracking.source().equals(input.source()))
            .ifPresent(tracking -> mine.put(object.key(), tracking));
      }
      this.claims = new Claims(input.snapshot(), input.rights(), mine);
    }

    SourcePlan plan() {
      for (Claims.Claim claim : claims.valid()) {
        apply(claim);
      }
      List<Action> deletions = deletions();
      int inventory =
          (int)
              mine.keySet().stream().filter(k -> !live.get(k).metadata().isBeingDeleted()).count();
      Optional<Guard.Held> held = judge(deletions, inventory, input.approved());
      boolean usedApproval =
          held.isEmpty() && judge(deletions, inventory, Optional.empty()).isPresent();
      List<Action> actions = new ArrayList<>(changes);
      if (held.isEmpty()) {
        actions.addAll(deletions);
      }
      return new SourcePlan(actions, claims.errors(), held, usedApproval, waiting, verified);
    }

    private Optional<Guard.Held> judge(
        List<Action> deletions, int inventory, Optional<String> approved) {
      return Guard.judge(
          input.spec().guard(),
          input.snapshot().files().isEmpty(),
          input.snapshot().revision(),
          deletions.stream().map(Action::key).toList(),
          inventory,
          input.pending(),
          approved);
    }

    private void apply(Claims.Claim claim) {
      ResourceKey key = claim.declared().key();
      Optional<Resource> there = Optional.ofNullable(live.get(key));
      if (there.isEmpty()) {
        MergedObject.create(claim, input.source())
            .ifAccepted(object -> changes.add(new Action.Create(object, claim.path())))
            .orElse(claims::refuse);
        return;
      }
      Resource object = there.get();
      if (object.metadata().isBeingDeleted()) {
        waiting.add(key);
        return;
      }
      Optional<String> obstacle = Takeover.obstacle(object, input.source());
      if (obstacle.isPresent()) {
        claims.refuse(claim, obstacle.get());
        return;
      }
      Optional<Tracking> tracking = Optional.ofNullable(mine.get(key));
      if (tracking.filter(t -> !Claims.continues(claim.file(), t)).isPresent()) {
        claims.refuse(
            claim,
            key
                + " was declared by "
                + tracking.get().path()
                + " of "
                + tracking.get().owner()
                + "; this file gets its own once that one is deleted");
        return;
      }
      Verified pair = Verified.of(claim, object);
      if (pair.equals(input.verified().get(key))) {
        verified.put(key, pair);
        return;
      }
      MergedObject.update(object, claim, input.source(), tracking)
          .ifAccepted(
              merged -> {
                if (merged.equals(object)) {
                  verified.put(key, pair);
                } else {
                  changes.add(new Action.Update(merged, claim.path()));
                }
              })
          .orElse(claims::refuse);
    }

    private List<Action> deletions() {
      List<Action> deletions = new ArrayList<>();
      if (!input.spec().prune()) {
        return deletions;
      }
      mine.forEach(
          (key, tracking) -> {
            Resource object = live.get(key);
            if (!claims.isAskedFor(key, tracking)
                && !object.metadata().isBeingDeleted()
                && !input.snapshot().isMoving(key.namespace())) {
              deletions.add(new Action.Delete(key, object.metadata().uid(), tracking.path()));
            }
          });
      return deletions;
    }
  }
}
