package dev.heddle.operator.api;

import java.util.List;

/** Under which name a client's fields are accounted for. */
final class ManagerName {

  private static final int MOST_CHARACTERS = 128;
  private static final String PARAMETER = "fieldManager";

  private ManagerName() {}

  /** The name the client gives, or else the program that its User-Agent names. */
  static String of(ApiRequest request) {
    return request
        .parameter(PARAMETER)
        .map(ManagerName::checked)
        .orElseGet(() -> program(request.userAgent()));
  }

  /** The name that an applier must give. */
  static String ofApplier(ApiRequest request) {
    return request
        .parameter(PARAMETER)
        .map(ManagerName::checked)
        .orElseThrow(
            () ->
                refused(
                    "FieldValueRequired",
                    "Required value: is required for apply patch",
                    PARAMETER));
  }

  private static String program(String userAgent) {
    String program = userAgent.split("/", 2)[0].replaceAll("[^\\x20-\\x7e]", "").strip();
    return program.length() > MOST_CHARACTERS ? program.substring(0, MOST_CHARACTERS) : program;
  }

  private static String checked(String name) {
    if (name.length() > MOST_CHARACTERS) {
      throw refused(
          "FieldValueTooLong",
          "Too long: may not be more than " + MOST_CHARACTERS + " bytes",
          PARAMETER);
    }
    if (name.chars().anyMatch(Character::isISOControl)) {
      throw refused(
          "FieldValueInvalid",
          "Invalid value: should only contain printable characters",
          PARAMETER);
    }
    return name;
  }

  /** What is wrong with the parameters of a patch. */
  static ApiException refused(String reason, String message, String field) {
    return new ApiException(
        ApiStatus.invalidOptions(
            "PatchOptions", List.of(new ApiStatus.Cause(reason, message, field))));
  }
}
