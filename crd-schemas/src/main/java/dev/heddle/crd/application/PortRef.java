package dev.heddle.crd.application;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * A port as a probe names it: a number, or the name of one of the service's {@link Port}s.
 *
 * @param text the number or the name
 */
public record PortRef(@JsonValue String text) {

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public PortRef {
    requireNonNull(text, "text is null");
  }
}
