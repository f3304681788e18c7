package dev.heddle.crd.schema;

import dev.heddle.crd.problem.FieldPath;
import dev.heddle.crd.problem.ProblemCode;
import dev.heddle.crd.problem.Wording;
import dev.heddle.crd.quantity.DataSize;
import dev.heddle.crd.quantity.Durations;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Base64;

/** Checks the form of one text: enum, length, pattern, and the formats of quantities. */
final class ValueForms {

  private ValueForms() {}

  static void check(FieldPath path, String text, Schema schema, Findings findings) {
    if (!schema.allowed().isEmpty()) {
      if (!schema.allowed().contains(text)) {
        findings.add(
            path,
            ProblemCode.NOT_ALLOWED,
            "found "
                + Wording.quote(text)
                + "; allowed are "
                + String.join(", ", schema.allowed())
                + (findings.isFull() ? "" : Wording.hint(text, schema.allowed())));
      }
      return;
    }
    if (schema.minLength().isPresent() && text.length() < schema.minLength().getAsInt()) {
      findings.add(
          path,
          ProblemCode.OUT_OF_RANGE,
          text.isEmpty()
              ? "found an empty text; leave the field out or fill it"
              : "found a text of "
                  + text.length()
                  + " characters; at least "
                  + schema.minLength().getAsInt()
                  + " are needed");
      return;
    }
    if (schema.maxLength().isPresent() && text.length() > schema.maxLength().getAsInt()) {
      findings.add(
          path,
          ProblemCode.OUT_OF_RANGE,
          "found a text of "
              + text.length()
              + " characters; allowed are at most "
              + schema.maxLength().getAsInt());
      return;
    }
    format(path, text, schema, findings);
  }

  private static void format(FieldPath path, String text, Schema schema, Findings findings) {
    switch (schema.format()) {
      case SIZE -> size(path, text, findings);
      case DURATION -> duration(path, text, findings);
      case DATE -> date(path, text, findings);
      case DATE_TIME -> dateTime(path, text, findings);
      case BYTE -> base64(path, text, findings);
      case NONE, INT32, INT64 -> pattern(path, text, schema, findings);
    }
  }

  private static void pattern(FieldPath path, String text, Schema schema, Findings findings) {
    if (schema.pattern().isPresent() && !schema.pattern().get().matcher(text).matches()) {
      findings.add(
          path,
          ProblemCode.BAD_FORMAT,
          "found "
              + Wording.quote(text)
              + "; allowed is what matches "
              + schema.pattern().get().pattern()
              + ": "
              + schema.description());
    }
  }

  private static void size(FieldPath path, String text, Findings findings) {
    try {
      if (DataSize.parse(text).bytes() == 0) {
        findings.add(
            path,
            ProblemCode.OUT_OF_RANGE,
            "found " + Wording.quote(text) + "; allowed is 1 MiB or more");
      }
    } catch (IllegalArgumentException e) {
      findings.add(path, ProblemCode.BAD_FORMAT, e.getMessage());
    }
  }

  private static void duration(FieldPath path, String text, Findings findings) {
    try {
      Durations.parse(text);
    } catch (IllegalArgumentException e) {
      findings.add(path, ProblemCode.BAD_FORMAT, e.getMessage());
    }
  }

  private static void date(FieldPath path, String text, Findings findings) {
    try {
      LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      findings.add(
          path,
          ProblemCode.BAD_FORMAT,
          "found " + Wording.quote(text) + "; allowed is a day of the calendar such as 2026-12-25");
    }
  }

  private static void dateTime(FieldPath path, String text, Findings findings) {
    try {
      Instant.parse(text);
    } catch (DateTimeParseException e) {
      findings.add(
          path,
          ProblemCode.BAD_FORMAT,
          "found " + Wording.quote(text) + "; allowed is a time such as 2026-01-31T08:00:00Z");
    }
  }

  private static void base64(FieldPath path, String text, Findings findings) {
    try {
      Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      findings.add(
          path,
          ProblemCode.BAD_FORMAT,
          "the value is not base64; encode it, or write it as it is under stringData");
    }
  }
}
