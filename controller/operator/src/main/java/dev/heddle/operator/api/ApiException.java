package dev.heddle.operator.api;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.meta.ResourceType;

/** Ends a request with a {@link ApiStatus}. */
final class ApiException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final transient ApiStatus status;

  ApiException(ApiStatus status) {
    // An expected answer, not a fault: the stack would only cost time.
    super(requireNonNull(status, "status is null").message(), null, false, false);
    this.status = status;
  }

  static ApiException badRequest(String message) {
    return new ApiException(ApiStatus.badRequest(message));
  }

  static ApiException notFound(ResourceType<?> type, String name) {
    return new ApiException(ApiStatus.notFound(type, name));
  }

  static ApiException notAllowed(String method) {
    return new ApiException(
        ApiStatus.of(
            ApiStatus.Reason.METHOD_NOT_ALLOWED,
            "the server does not allow this method on the requested resource: " + method));
  }

  ApiStatus status() {
    return status;
  }
}
