package dev.heddle.operator.api;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.operator.access.Attributes;
import dev.heddle.reconciler.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Why a request was not fulfilled, as Kubernetes' {@code metav1.Status}: clients build their words
 * from reason, details and causes.
 *
 * @param next where a list may go on in spite of it
 */
record ApiStatus(Reason reason, String message, Optional<Details> details, Optional<String> next) {

  ApiStatus(Reason reason, String message, Optional<Details> details) {
    this(reason, message, details, Optional.empty());
  }

  ApiStatus {
    requireNonNull(reason, "reason is null");
    requireNonNull(message, "message is null");
    requireNonNull(details, "details is null");
    requireNonNull(next, "next is null");
  }

  /** The same with a token by which a list may go on. */
  ApiStatus continuing(String token) {
    return new ApiStatus(reason, message, details, Optional.of(token));
  }

  /** The same with a cause for programs. */
  ApiStatus because(String causeReason, String causeMessage) {
    Details before = details.orElse(new Details("", "", "", List.of(), Optional.empty()));
    return new ApiStatus(
        reason,
        message,
        Optional.of(
            new Details(
                before.group,
                before.kind,
                before.name,
                List.of(new Cause(causeReason, causeMessage, "")),
                before.retryAfter)),
        next);
  }

  /** Kubernetes' words for failures, each with its HTTP code. */
  enum Reason {
    BAD_REQUEST(400, "BadRequest"),
    UNAUTHORIZED(401, "Unauthorized"),
    FORBIDDEN(403, "Forbidden"),
    NOT_FOUND(404, "NotFound"),
    METHOD_NOT_ALLOWED(405, "MethodNotAllowed"),
    ALREADY_EXISTS(409, "AlreadyExists"),
    CONFLICT(409, "Conflict"),
    EXPIRED(410, "Expired"),
    TOO_LARGE(413, "RequestEntityTooLarge"),
    UNSUPPORTED_MEDIA_TYPE(415, "UnsupportedMediaType"),
    INVALID(422, "Invalid"),
    TOO_MANY_REQUESTS(429, "TooManyRequests"),
    INTERNAL_ERROR(500, "InternalError"),
    SERVICE_UNAVAILABLE(503, "ServiceUnavailable"),
    TIMEOUT(504, "Timeout");

    private final int code;
    private final String word;

    Reason(int code, String word) {
      this.code = code;
      this.word = word;
    }

    int code() {
      return code;
    }
  }

  /**
   * About what.
   *
   * @param kind the plural of the URL, or the kind when the object itself is at fault
   */
  record Details(
      String group, String kind, String name, List<Cause> causes, Optional<Duration> retryAfter) {
    Details {
      causes = List.copyOf(causes);
    }
  }

  /** One mistake in one field. */
  record Cause(String reason, String message, String field) {}

  static ApiStatus badRequest(String message) {
    return new ApiStatus(Reason.BAD_REQUEST, message, Optional.empty());
  }

  static ApiStatus of(Reason reason, String message) {
    return new ApiStatus(reason, message, Optional.empty());
  }

  static ApiStatus retry(Reason reason, String message, Duration after) {
    return new ApiStatus(
        reason, message, Optional.of(new Details("", "", "", List.of(), Optional.of(after))));
  }

  /** A patch that is well formed and does not fit the object. */
  static ApiStatus unprocessable(String message) {
    return new ApiStatus(Reason.INVALID, message, Optional.empty());
  }

  /** Fields that are not known, or written twice: in one sentence, and each with its cause. */
  static ApiStatus strict(String message, List<Cause> causes) {
    return new ApiStatus(
        Reason.BAD_REQUEST,
        message,
        causes.isEmpty()
            ? Optional.empty()
            : Optional.of(new Details("", "", "", causes, Optional.empty())));
  }

  /** An apply that would take fields from others. */
  static ApiStatus applyConflict(String message, List<Cause> causes) {
    return new ApiStatus(
        Reason.CONFLICT, message, Optional.of(new Details("", "", "", causes, Optional.empty())));
  }

  static ApiStatus notFound(ResourceType<?> type, String name) {
    return about(Reason.NOT_FOUND, type, name, type + " \"" + name + "\" not found");
  }

  /** Says what the user asked for and nothing of what is there. */
  static ApiStatus forbidden(String user, Attributes wanted) {
    String sentence = "User \"" + user + "\" " + wanted.toSentence();
    return wanted
        .target()
        .map(target -> forbidden(target, sentence))
        .orElseGet(
            () ->
                new ApiStatus(
                    Reason.FORBIDDEN,
                    "forbidden: " + sentence,
                    Optional.of(new Details("", "", "", List.of(), Optional.empty()))));
  }

  /** The same with a reason of its own. */
  static ApiStatus forbidden(Attributes.Target target, String why) {
    String resource =
        target.resource() + (target.apiGroup().isEmpty() ? "" : "." + target.apiGroup());
    String name = target.name().isEmpty() ? "" : " \"" + target.name() + "\"";
    return new ApiStatus(
        Reason.FORBIDDEN,
        resource + name + " is forbidden: " + why,
        Optional.of(
            new Details(
                target.apiGroup(), target.resource(), target.name(), List.of(), Optional.empty())));
  }

  static ApiStatus conflict(ResourceType<?> type, String name, String why) {
    return about(
        Reason.CONFLICT,
        type,
        name,
        "Operation cannot be fulfilled on " + type + " \"" + name + "\": " + why);
  }

  static ApiStatus about(Reason reason, ResourceType<?> type, String name, String message) {
    return new ApiStatus(
        reason,
        message,
        Optional.of(new Details(type.group(), type.plural(), name, List.of(), Optional.empty())));
  }

  static ApiStatus invalid(ResourceType<?> type, String name, List<Cause> causes) {
    String group = type.group().isEmpty() ? "" : "." + type.group();
    String mistakes =
        causes.stream()
            .map(c -> c.field().isEmpty() ? c.message() : c.field() + ": " + c.message())
            .collect(Collectors.joining(", "));
    if (causes.size() > 1) {
      mistakes = "[" + mistakes + "]";
    }
    return new ApiStatus(
        Reason.INVALID,
        type.kind() + group + " \"" + name + "\" is invalid: " + mistakes,
        Optional.of(new Details(type.group(), type.kind(), name, causes, Optional.empty())));
  }

  /** Parameters of a request that make no sense, as Kubernetes words it. */
  static ApiStatus invalidOptions(String kind, List<Cause> causes) {
    return new ApiStatus(
        Reason.INVALID,
        kind
            + ".meta.k8s.io \"\" is invalid: "
            + causes.stream()
                .map(c -> c.field() + ": " + c.message())
                .collect(Collectors.joining(", ")),
        Optional.of(new Details("meta.k8s.io", kind, "", causes, Optional.empty())));
  }

  /** What a failure of the store means to the one who asked. */
  static ApiStatus of(StoreException failure, ResourceType<?> type, String name) {
    return switch (failure.reason()) {
      case NOT_FOUND -> notFound(type, name);
      case ALREADY_EXISTS ->
          about(Reason.ALREADY_EXISTS, type, name, type + " \"" + name + "\" already exists");
      case CONFLICT ->
          conflict(
              type,
              name,
              "the object has been modified; please apply your changes to the latest version and"
                  + " try again");
      case INVALID ->
          invalid(type, name, List.of(new Cause("FieldValueInvalid", failure.getMessage(), "")));
      case EXPIRED -> of(Reason.EXPIRED, failure.getMessage());
      case FENCED, UNAVAILABLE ->
          retry(
              Reason.SERVICE_UNAVAILABLE,
              "the store can't be reached, nothing was written: " + failure.getMessage(),
              Duration.ofSeconds(1));
      case UNKNOWN_OUTCOME ->
          retry(
              Reason.TIMEOUT,
              "the store's answer was lost, the write may have been applied; read before you"
                  + " repeat: "
                  + failure.getMessage(),
              Duration.ofSeconds(1));
    };
  }

  ObjectNode toTree() {
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    status.put("kind", "Status").put("apiVersion", "v1");
    ObjectNode metadata = status.putObject("metadata");
    next.ifPresent(token -> metadata.put("continue", token));
    status.put("status", "Failure").put("message", message).put("reason", reason.word);
    details.ifPresent(d -> write(d, status.putObject("details")));
    status.put("code", reason.code);
    return status;
  }

  private static void write(Details details, ObjectNode node) {
    putUnlessEmpty(node, "name", details.name);
    putUnlessEmpty(node, "group", details.group);
    putUnlessEmpty(node, "kind", details.kind);
    if (!details.causes.isEmpty()) {
      var causes = node.putArray("causes");
      for (Cause cause : details.causes) {
        ObjectNode one = causes.addObject();
        one.put("reason", cause.reason).put("message", cause.message);
        putUnlessEmpty(one, "field", cause.field);
      }
    }
    details.retryAfter.ifPresent(d -> node.put("retryAfterSeconds", d.toSeconds()));
  }

  private static void putUnlessEmpty(ObjectNode node, String field, String value) {
    if (!value.isEmpty()) {
      node.put(field, value);
    }
  }

  /** The answer to a deletion that is complete. */
  static ObjectNode deleted(ResourceType<?> type, String name, String uid) {
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    status.put("kind", "Status").put("apiVersion", "v1");
    status.putObject("metadata");
    status.put("status", "Success");
    ObjectNode details = status.putObject("details");
    putUnlessEmpty(details, "name", name);
    putUnlessEmpty(details, "group", type.group());
    details.put("kind", type.plural());
    putUnlessEmpty(details, "uid", uid);
    return status;
  }
}
