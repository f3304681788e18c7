package dev.heddle.crd.apply;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.apply.ApplyConflictException.Conflict;
import dev.heddle.crd.apply.ManagedFields.Entry;
import dev.heddle.crd.apply.Writer.Operation;
import dev.heddle.crd.schema.ResourceSchema;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Keeps account of who set which field of the objects of a kind, and merges what appliers declare.
 *
 * <p>What the server itself decides (identity, version, times) is nobody's. The status is owned
 * apart from all else: a write to one never takes over a field of the other.
 */
public final class Ownership {

  /** Owns what an object had when its fields began to be accounted for. */
  static final String BEFORE_FIRST_APPLY = "before-first-apply";

  /** Owns what the oldest of many updaters owned. */
  static final String ANCIENT_CHANGES = "ancient-changes";

  /** As many updaters are kept apart. */
  static final int MOST_UPDATERS = 10;

  private static final String METADATA = "metadata";
  private static final String STATUS = "status";
  private static final String MANAGED_FIELDS = "managedFields";
  private static final JsonNode NONE = MissingNode.getInstance();

  private static final List<String> NOBODYS =
      List.of(
          "name",
          "namespace",
          "uid",
          "selfLink",
          "generation",
          "resourceVersion",
          "creationTimestamp",
          "deletionTimestamp",
          "deletionGracePeriodSeconds",
          MANAGED_FIELDS);

  private static final FieldSet METADATA_ITSELF = metadataItself();

  private final Shape shape;
  private final String apiVersion;
  private final boolean hasStatus;

  public Ownership(ResourceSchema schema) {
    this.shape = Shape.of(schema.root());
    this.apiVersion = schema.type().apiVersion();
    this.hasStatus = schema.hasStatus();
  }

  private static FieldSet metadataItself() {
    FieldSet.Builder set = new FieldSet.Builder();
    set.below(Step.field(METADATA)).add();
    return set.build();
  }

  /** Writes to the object itself, or to its status. */
  public enum Part {
    MAIN(""),
    STATUS("status");

    private final String subresource;

    Part(String subresource) {
      this.subresource = subresource;
    }
  }

  /**
   * What an apply makes.
   *
   * @param object the live object with the declaration laid over it, without the fields that the
   *     applier gave up; to be completed and judged. Its metadata lists no owners
   * @param owners the owners after it
   */
  public record Applied(ObjectNode object, ManagedFields owners) {
    public Applied {
      requireNonNull(object, "object is null");
      requireNonNull(owners, "owners is null");
    }
  }

  /**
   * Lays a declaration over an object.
   *
   * @param live the object; empty (but for identity) for one to be created
   * @param declared what the applier wants, with all it ever wants to own
   * @param manager the applier
   * @param force whether to take over what others own
   * @throws ApplyConflictException when others own what is changed, without force
   * @throws IllegalArgumentException when an item of a list is declared twice
   */
  public Applied apply(
      Optional<ObjectNode> live,
      ObjectNode declared,
      String manager,
      Part part,
      boolean force,
      Instant now) {
    requireNonNull(now, "now is null");
    DuplicateItems.refuse(shape, declared);
    ObjectNode before = live.orElseGet(Ownership::nothing);
    ObjectNode wanted = withoutNulls(only(declared, part));
    ManagedFields owners = fitting(before, ManagedFields.in(before));
    FieldSet fields = shape.fields(view(wanted, part)).difference(METADATA_ITSELF);
    if (live.isPresent() && owners.isEmpty() && !fields.isEmpty()) {
      Writer old = new Writer(BEFORE_FIRST_APPLY, Operation.UPDATE, apiVersion, "");
      FieldSet all = Comparison.of(shape, nothing(), view(before, Part.MAIN)).added();
      owners = owners.with(new Entry(old, all.difference(METADATA_ITSELF), Optional.of(now)));
    }
    Writer writer = writer(manager, Operation.APPLY, part);
    FieldSet last = owners.of(writer).map(Entry::fields).orElse(FieldSet.empty());
    ManagedFields claimed = owners.with(new Entry(writer, fields, Optional.of(now)));
    ObjectNode merged = prune((ObjectNode) Merging.merge(shape, before, wanted), last, claimed);
    Comparison change = Comparison.of(shape, view(before, part), view(merged, part));
    boolean kubectl = part == Part.MAIN && manager.equals(LastApplied.KUBECTL);
    List<Conflict> conflicts = force ? List.of() : conflicts(claimed, writer, change);
    if (!conflicts.isEmpty() && !(kubectl && LastApplied.covers(shape, before, conflicts))) {
      throw new ApplyConflictException(conflicts);
    }
    ManagedFields after = yielded(claimed, writer, change);
    merged.withObjectProperty(METADATA).remove(MANAGED_FIELDS);
    if (kubectl) {
      LastApplied.renew(merged, declared);
    }
    return new Applied(merged, after);
  }

  /** Takes out what the applier gave up and nobody else owns. */
  private ObjectNode prune(ObjectNode merged, FieldSet last, ManagedFields claimed) {
    FieldSet owned = claimed.all();
    FieldSet gone = shape.withNamed(last).difference(shape.withNamed(owned));
    JsonNode left = Merging.remove(shape, merged, gone, owned);
    return left instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
  }

  private static List<Conflict> conflicts(ManagedFields owners, Writer writer, Comparison change) {
    FieldSet changed = change.set();
    List<Conflict> conflicts = new ArrayList<>();
    for (Entry entry : owners.entries()) {
      if (!entry.writer().is(writer)) {
        for (List<Step> path : entry.fields().intersection(changed).paths()) {
          conflicts.add(new Conflict(entry.writer(), entry.time(), path));
        }
      }
    }
    return conflicts;
  }

  /** All others without what has been changed or taken out. */
  private static ManagedFields yielded(ManagedFields owners, Writer writer, Comparison change) {
    FieldSet lost = change.set().union(change.removed());
    return owners.each(
        entry -> entry.writer().is(writer) ? entry : entry.with(entry.fields().difference(lost)));
  }

  /**
   * The owners after a write that is no apply: the writer owns what it changed.
   *
   * @param live the object before; empty when it is being created
   * @param changed the object as it will be stored, completed. The owners its metadata lists are
   *     taken for the owners before the write, where there are readable ones
   */
  public ManagedFields updated(
      Optional<ObjectNode> live, ObjectNode changed, String manager, Part part, Instant now) {
    JsonNode sent = changed.path(METADATA).path(MANAGED_FIELDS);
    if (part == Part.MAIN && ManagedFields.isReset(sent)) {
      return ManagedFields.none();
    }
    ObjectNode before = live.orElseGet(Ownership::nothing);
    ManagedFields given = part == Part.MAIN ? ManagedFields.in(changed) : ManagedFields.none();
    ManagedFields owners = fitting(before, given.isEmpty() ? ManagedFields.in(before) : given);
    if (owners.isEmpty() && live.isPresent()) {
      return owners; // Nothing is accounted for before the first apply.
    }
    Comparison change = Comparison.of(shape, view(before, part), view(changed, part));
    if (change.isEmpty()) {
      return owners;
    }
    FieldSet mine = change.set().difference(METADATA_ITSELF);
    FieldSet lost = mine.union(change.removed());
    ManagedFields others = owners.each(entry -> entry.with(entry.fields().difference(lost)));
    if (mine.isEmpty()) {
      return others;
    }
    Writer writer = writer(manager, Operation.UPDATE, part);
    FieldSet all = others.of(writer).map(Entry::fields).orElse(FieldSet.empty()).union(mine);
    return Ancient.merged(others.with(new Entry(writer, all, Optional.of(now))));
  }

  /**
   * The owners after a write that was merged elsewhere, by one who says himself which fields are
   * his word: he owns these as an applier does.
   *
   * @param live the object before; empty when it is being created
   * @param changed the object as it will be stored, completed
   * @param names the names of the fields that are his, nested as they are; one without names inside
   *     means all that is in it
   */
  public ManagedFields claimed(
      Optional<ObjectNode> live, ObjectNode changed, JsonNode names, String manager, Instant now) {
    ObjectNode before = live.orElseGet(Ownership::nothing);
    ManagedFields owners = fitting(before, ManagedFields.in(before));
    Writer writer = writer(manager, Operation.APPLY, Part.MAIN);
    FieldSet fields = shape.named(names, view(changed, Part.MAIN)).difference(METADATA_ITSELF);
    Comparison change = Comparison.of(shape, view(before, Part.MAIN), view(changed, Part.MAIN));
    return yielded(owners, writer, change).with(new Entry(writer, fields, Optional.of(now)));
  }

  /**
   * Writes the owners into an object that is to be stored, with the times they had when nothing
   * else has changed: a write that changes nothing changes nothing. Of fields that the object has
   * not, after it has been completed, nobody is the owner.
   */
  public void settle(Optional<ObjectNode> live, ObjectNode object, ManagedFields owners) {
    ManagedFields before =
        live.map(l -> fitting(l, ManagedFields.in(l))).orElse(ManagedFields.none());
    ManagedFields after = fitting(object, owners);
    JsonNode list = live.map(l -> l.path(METADATA).path(MANAGED_FIELDS)).orElse(NONE);
    ObjectNode metadata = object.withObjectProperty(METADATA);
    if (before.sameOwners(after) && live.filter(l -> sameContent(l, object)).isPresent()) {
      if (list.isMissingNode()) {
        metadata.remove(MANAGED_FIELDS);
      } else {
        metadata.set(MANAGED_FIELDS, list);
      }
    } else if (after.isEmpty() && list.isMissingNode()) {
      metadata.remove(MANAGED_FIELDS);
    } else {
      metadata.set(MANAGED_FIELDS, after.toJson()); // An empty list takes a list away.
    }
  }

  private boolean sameContent(ObjectNode live, ObjectNode object) {
    return Comparison.of(shape, view(live, Part.MAIN), view(object, Part.MAIN)).isEmpty()
        && Shape.same(live.path(STATUS), object.path(STATUS));
  }

  /** The owners of what is there; entries of versions that are not served are left out. */
  private ManagedFields fitting(ObjectNode live, ManagedFields owners) {
    if (owners.isEmpty()) {
      return owners;
    }
    return new ManagedFields(
        owners.entries().stream()
            .filter(entry -> entry.writer().apiVersion().equals(apiVersion))
            .map(entry -> entry.with(shape.fit(entry.fields(), live)))
            .toList());
  }

  private Writer writer(String manager, Operation operation, Part part) {
    return new Writer(
        manager.isEmpty() ? "unknown" : manager, operation, apiVersion, part.subresource);
  }

  /** What of a declaration counts where it was sent. */
  private ObjectNode only(ObjectNode declared, Part part) {
    if (part == Part.MAIN) {
      return hasStatus ? declared.deepCopy().without(STATUS) : declared;
    }
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    status.set(METADATA, identity(declared));
    if (declared.has(STATUS)) {
      status.set(STATUS, declared.get(STATUS));
    }
    return status;
  }

  /** A field that is declared as null is not declared. */
  private static ObjectNode withoutNulls(ObjectNode declared) {
    ObjectNode rest = JsonNodeFactory.instance.objectNode();
    declared
        .properties()
        .forEach(
            field -> {
              JsonNode value = field.getValue();
              if (!value.isNull()) {
                rest.set(
                    field.getKey(), value instanceof ObjectNode part ? withoutNulls(part) : value);
              }
            });
    return rest;
  }

  private static ObjectNode identity(ObjectNode object) {
    ObjectNode identity = JsonNodeFactory.instance.objectNode();
    for (String field : NOBODYS) {
      JsonNode value = object.path(METADATA).path(field);
      if (!value.isMissingNode()) {
        identity.set(field, value);
      }
    }
    return identity;
  }

  /** What of an object may be owned by writers of one part; parts are shared with it. */
  private ObjectNode view(ObjectNode object, Part part) {
    ObjectNode view = JsonNodeFactory.instance.objectNode();
    ObjectNode metadata = view.putObject(METADATA);
    if (part == Part.STATUS) {
      if (object.has(STATUS)) {
        view.set(STATUS, object.get(STATUS));
      }
      return view;
    }
    object
        .path(METADATA)
        .properties()
        .forEach(
            field -> {
              if (!NOBODYS.contains(field.getKey())) {
                metadata.set(field.getKey(), field.getValue());
              }
            });
    object
        .properties()
        .forEach(
            field -> {
              String name = field.getKey();
              if (!name.equals(METADATA)
                  && !name.equals("apiVersion")
                  && !name.equals("kind")
                  && !(hasStatus && name.equals(STATUS))) {
                view.set(name, field.getValue());
              }
            });
    return view;
  }

  private static ObjectNode nothing() {
    ObjectNode nothing = JsonNodeFactory.instance.objectNode();
    nothing.putObject(METADATA);
    return nothing;
  }
}
