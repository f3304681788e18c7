package dev.heddle.operator.api;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.apply.ApplyConflictException;
import dev.heddle.crd.apply.ManagedFields;
import dev.heddle.crd.apply.Ownership;
import dev.heddle.crd.apply.Ownership.Part;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.crd.schema.Schemas;
import dev.heddle.crd.schema.Shorthands;
import dev.heddle.operator.store.ObjectStore;
import dev.heddle.operator.store.ObjectStore.Scope;
import dev.heddle.reconciler.store.StoreException;
import dev.heddle.reconciler.store.StoreException.Reason;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * Creates, replaces and patches objects. Every write is made on the version that was read, so that
 * the account of who owns which field is always about what is stored.
 */
final class WriteEndpoint {

  private static final String JSON_PATCH = "application/json-patch+json";
  private static final String MERGE_PATCH = "application/merge-patch+json";
  private static final String STRATEGIC_PATCH = "application/strategic-merge-patch+json";
  private static final String APPLY_PATCH = "application/apply-patch+yaml";

  /** An absent type means the first. */
  private static final Set<String> PATCHES =
      new LinkedHashSet<>(List.of(MERGE_PATCH, JSON_PATCH, STRATEGIC_PATCH, APPLY_PATCH));

  private static final int ATTEMPTS = 5;

  private final ObjectStore store;
  private final WriteRules rules;
  private final Clock clock;
  private final Map<ResourceType<?>, Ownership> ownerships = new ConcurrentHashMap<>();

  WriteEndpoint(ObjectStore store, WriteRules rules, Clock clock) {
    this.store = requireNonNull(store, "store is null");
    this.rules = requireNonNull(rules, "rules is null");
    this.clock = requireNonNull(clock, "clock is null");
  }

  /**
   * What came of a write.
   *
   * @param warnings what the client should know
   */
  record Written(int code, ObjectNode object, List<String> warnings) {
    Answer in(Representation form) {
      return new Answer.Json(code, form.one(object), warnings);
    }
  }

  /** The object that a request is about. */
  private record Target(ResourceType<?> type, String namespace, String name, Scope scope) {
    Part part() {
      return scope == Scope.STATUS ? Part.STATUS : Part.MAIN;
    }
  }

  Written create(ApiRequest request, ResourceType<?> type, String namespace) {
    RequestBody.Sent sent = RequestBody.object(request);
    List<String> warnings = new ArrayList<>();
    ObjectNode judged =
        FieldValidation.of(request).judge(type, sent.tree(), sent.twice(), warnings);
    ObjectNode object = Intake.forCreate(type, namespace, judged, request.caller());
    rules.check(request.caller(), type, Optional.empty(), object);
    String name = object.path("metadata").path("name").asText("");
    Ownership ownership = ownership(type);
    ManagedFields owners =
        ownership.updated(
            Optional.empty(), object, ManagerName.of(request), Part.MAIN, clock.instant());
    ownership.settle(Optional.empty(), object, owners);
    Target target = new Target(type, namespace, name, Scope.SPEC);
    try {
      return new Written(201, create(request, target, object), warnings);
    } catch (StoreException e) {
      throw new ApiException(ApiStatus.of(e, type, name));
    }
  }

  private ObjectNode create(ApiRequest request, Target target, ObjectNode object) {
    if (!request.isDryRun()) {
      return store.create(target.type(), object);
    }
    String name = target.name();
    if (!name.isEmpty() && store.get(target.type(), target.namespace(), name).isPresent()) {
      throw new StoreException(Reason.ALREADY_EXISTS, name);
    }
    return DryRun.created(object, clock.instant());
  }

  Written replace(
      ApiRequest request, ResourceType<?> type, String namespace, String name, Scope scope) {
    RequestBody.Sent sent = RequestBody.object(request);
    boolean pinned = !version(sent.tree()).isEmpty();
    return change(
        request,
        new Target(type, namespace, name, scope),
        current -> sent.tree(),
        sent.twice(),
        pinned);
  }

  Written patch(
      ApiRequest request, ResourceType<?> type, String namespace, String name, Scope scope) {
    RequestBody.requireType(request, PATCHES);
    Target target = new Target(type, namespace, name, scope);
    if (request.contentType().equals(APPLY_PATCH)) {
      return apply(request, target);
    }
    if (request.flag("force")) {
      throw ManagerName.refused(
          "FieldValueForbidden", "Forbidden: may not be specified for non-apply patch", "force");
    }
    if (request.contentType().equals(JSON_PATCH)) {
      ArrayNode patch = RequestBody.list(request);
      return change(request, target, current -> JsonPatch.apply(current, patch), List.of(), false);
    }
    RequestBody.Sent sent = RequestBody.patch(request);
    ObjectNode patch = sent.tree();
    boolean pinned = !version(patch).isEmpty();
    return request.contentType().equals(STRATEGIC_PATCH)
        ? change(
            request,
            target,
            current -> StrategicPatch.apply(type, current, patch),
            sent.twice(),
            pinned)
        : change(
            request, target, current -> MergePatch.apply(current, patch), sent.twice(), pinned);
  }

  /** Reads, changes and writes; again from the newest version when another write came between. */
  private Written change(
      ApiRequest request,
      Target target,
      UnaryOperator<ObjectNode> change,
      List<String> twice,
      boolean pinned) {
    FieldValidation validation = FieldValidation.of(request);
    String manager = ManagerName.of(request);
    for (int attempt = 1; ; attempt++) {
      ObjectNode current = existing(target);
      List<String> warnings = new ArrayList<>();
      ObjectNode changed = validation.judge(target.type(), change.apply(current), twice, warnings);
      ObjectNode object = taken(target, changed, current);
      Optional<ObjectNode> live = Optional.of(current);
      rules.check(request.caller(), target.type(), live, object);
      Ownership ownership = ownership(target.type());
      ownership.settle(
          live, object, ownership.updated(live, object, manager, target.part(), clock.instant()));
      Optional<ObjectNode> written = attempt(request, target, current, object, !pinned, attempt);
      if (written.isPresent()) {
        return new Written(200, written.get(), warnings);
      }
    }
  }

  private Written apply(ApiRequest request, Target target) {
    String manager = ManagerName.ofApplier(request);
    ObjectNode declared = declared(target, RequestBody.yaml(request.body().toArray()));
    boolean force = request.flag("force");
    boolean pinned = !version(declared).isEmpty();
    Ownership ownership = ownership(target.type());
    for (int attempt = 1; ; attempt++) {
      Optional<ObjectNode> live = read(target);
      if (live.isEmpty() && target.scope() == Scope.STATUS) {
        throw ApiException.notFound(target.type(), target.name());
      }
      if (live.isEmpty()) {
        rules.requireCreate(request.caller(), target.type(), target.namespace(), target.name());
      }
      Ownership.Applied applied = applied(ownership, live, declared, manager, target.part(), force);
      ObjectNode object =
          live.map(current -> taken(target, applied.object(), current))
              .orElseGet(
                  () ->
                      Intake.forCreate(
                          target.type(), target.namespace(), applied.object(), request.caller()));
      rules.check(request.caller(), target.type(), live, object);
      ownership.settle(live, object, applied.owners());
      Optional<ObjectNode> written =
          live.isPresent()
              ? attempt(request, target, live.get(), object, !pinned, attempt)
              : created(request, target, object, attempt);
      if (written.isPresent()) {
        return new Written(live.isPresent() ? 200 : 201, written.get(), List.of());
      }
    }
  }

  private Ownership.Applied applied(
      Ownership ownership,
      Optional<ObjectNode> live,
      ObjectNode declared,
      String manager,
      Part part,
      boolean force) {
    try {
      return ownership.apply(live, declared, manager, part, force, clock.instant());
    } catch (ApplyConflictException e) {
      throw new ApiException(
          ApiStatus.applyConflict(
              e.getMessage(),
              e.conflicts().stream()
                  .map(
                      conflict ->
                          new ApiStatus.Cause(
                              "FieldManagerConflict",
                              "conflict with " + conflict.with(),
                              conflict.field()))
                  .toList()));
    } catch (IllegalArgumentException e) {
      throw ApiException.badRequest("failed to create typed patch object: " + e.getMessage());
    }
  }

  /** What an applier declares, written out; it names only fields that the kind knows. */
  private static ObjectNode declared(Target target, ObjectNode sent) {
    ResourceType<?> type = target.type();
    if (sent.path("metadata").has("managedFields")) {
      throw ApiException.badRequest("metadata.managedFields must be nil");
    }
    List<String> unknown = new ArrayList<>();
    FieldValidation.WARN.judge(type, sent, List.of(), unknown);
    if (!unknown.isEmpty()) {
      throw new ApiException(
          ApiStatus.strict(
              "failed to create typed patch object (%s/%s; %s, Kind=%s): %s"
                  .formatted(
                      target.namespace(),
                      target.name(),
                      type.apiVersion(),
                      type.kind(),
                      String.join(", ", unknown)),
              FieldValidation.explained(type, sent)));
    }
    ObjectNode declared = Shorthands.expand(type, sent);
    if (declared.path("metadata").path("name").asText("").isEmpty()
        && !declared.path("metadata").isValueNode()) {
      declared.withObjectProperty("metadata").put("name", target.name());
    }
    if (declared.path("metadata") instanceof ObjectNode metadata) {
      Intake.requireName(target.name(), metadata);
    }
    return declared;
  }

  private static ObjectNode taken(Target target, ObjectNode changed, ObjectNode current) {
    return target.scope() == Scope.STATUS
        ? Intake.forStatus(target.type(), target.namespace(), target.name(), changed, current)
        : Intake.forUpdate(target.type(), target.namespace(), target.name(), changed, current);
  }

  /** Writes; empty when another write came between and it is to be tried again. */
  private Optional<ObjectNode> attempt(
      ApiRequest request,
      Target target,
      ObjectNode current,
      ObjectNode object,
      boolean again,
      int attempt) {
    if (again) {
      object.withObjectProperty("metadata").put("resourceVersion", version(current));
    }
    if (request.isDryRun()) {
      requireVersion(target, current, object);
      return Optional.of(DryRun.updated(object, current));
    }
    try {
      return Optional.of(store.update(target.type(), object, target.scope()));
    } catch (StoreException e) {
      if (e.reason() == Reason.CONFLICT && again && attempt < ATTEMPTS) {
        return Optional.empty();
      }
      throw new ApiException(ApiStatus.of(e, target.type(), target.name()));
    }
  }

  private static void requireVersion(Target target, ObjectNode current, ObjectNode object) {
    if (!version(object).isEmpty() && !version(object).equals(version(current))) {
      throw new ApiException(
          ApiStatus.of(
              new StoreException(Reason.CONFLICT, target.name()), target.type(), target.name()));
    }
  }

  /** Creates what is applied; empty when another was faster, so that it is applied to his. */
  private Optional<ObjectNode> created(
      ApiRequest request, Target target, ObjectNode object, int attempt) {
    try {
      return Optional.of(create(request, target, object));
    } catch (StoreException e) {
      if (e.reason() == Reason.ALREADY_EXISTS && attempt < ATTEMPTS) {
        return Optional.empty();
      }
      throw new ApiException(ApiStatus.of(e, target.type(), target.name()));
    }
  }

  private Optional<ObjectNode> read(Target target) {
    try {
      return store.get(target.type(), target.namespace(), target.name());
    } catch (StoreException e) {
      throw new ApiException(ApiStatus.of(e, target.type(), target.name()));
    }
  }

  private ObjectNode existing(Target target) {
    return read(target).orElseThrow(() -> ApiException.notFound(target.type(), target.name()));
  }

  private Ownership ownership(ResourceType<?> type) {
    return ownerships.computeIfAbsent(type, t -> new Ownership(Schemas.forType(t)));
  }

  private static String version(JsonNode object) {
    return object.path("metadata").path("resourceVersion").asText("");
  }
}
