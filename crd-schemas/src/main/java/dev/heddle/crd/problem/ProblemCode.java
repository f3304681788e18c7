package dev.heddle.crd.problem;

import static java.util.Objects.requireNonNull;

/**
 * What kind of mistake it is. The names are stable: programs and documentation refer to them.
 *
 * <p>Each also says which cause of a Kubernetes {@code Status} it is shown as.
 */
public enum ProblemCode {
  /** The file is not UTF-8 text. */
  NOT_TEXT("FieldValueInvalid"),
  /** The file, its nesting, or the number of its documents, aliases or values is over the limit. */
  TOO_LARGE("FieldValueTooLong"),
  /** The text is neither YAML nor JSON. */
  SYNTAX("FieldValueInvalid"),
  /** A key is written twice in one place. */
  DUPLICATE_KEY("FieldValueDuplicate"),
  /** A resource is declared twice in one file. */
  DUPLICATE_RESOURCE("FieldValueDuplicate"),
  /** No kind of Heddle has that apiVersion and kind. */
  UNKNOWN_KIND("FieldValueNotSupported"),
  /** No field has that name here. */
  UNKNOWN_FIELD("FieldValueInvalid"),
  /** A field that must be there is not. */
  MISSING_FIELD("FieldValueRequired"),
  /** The value is of another type: a number where text is wanted. */
  WRONG_TYPE("FieldValueTypeInvalid"),
  /** The value is none of the allowed ones. */
  NOT_ALLOWED("FieldValueNotSupported"),
  /** The value is too small, too large, too long or too short. */
  OUT_OF_RANGE("FieldValueInvalid"),
  /** The text has not the form that is wanted here: a size, a duration, a name. */
  BAD_FORMAT("FieldValueInvalid"),
  /** Two values that are right alone do not go together. */
  CONFLICT("FieldValueForbidden"),
  /** A field of Skein's specification that Heddle does not offer. */
  NOT_SUPPORTED("FieldValueForbidden");

  private final String cause;

  ProblemCode(String cause) {
    this.cause = requireNonNull(cause, "cause is null");
  }

  /** The {@code reason} of the Kubernetes {@code StatusCause} that carries it. */
  public String statusCause() {
    return cause;
  }
}
