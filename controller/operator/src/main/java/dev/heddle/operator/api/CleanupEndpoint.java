package dev.heddle.operator.api;

import static java.util.Objects.requireNonNull;

/** What policies would do, which is no object of the store. */
final class CleanupEndpoint {

  private final CleanupAccess access;

  CleanupEndpoint(CleanupAccess access) {
    this.access = requireNonNull(access, "access is null");
  }

  Answer answer(ApiRequest request) {
    if (!request.method().equals("GET")) {
      throw ApiException.notAllowed(request.method());
    }
    try {
      return Answer.ok(access.plan(request.parameter("policy")));
    } catch (ApplicationAccessException e) {
      throw new ApiException(ApplicationEndpoint.status(e, "cleanup"));
    }
  }
}
