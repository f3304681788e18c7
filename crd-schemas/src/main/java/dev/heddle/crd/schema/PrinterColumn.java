package dev.heddle.crd.schema;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * One column of the tables that {@code get} prints.
 *
 * @param name the heading
 * @param type {@code string}, {@code integer}, {@code boolean} or {@code date}, which is shown as
 *     an age
 * @param jsonPath where the value is
 * @param priority 0 is always shown, above 0 only in wide tables
 */
public record PrinterColumn(String name, String type, JsonPath jsonPath, int priority) {

  public PrinterColumn {
    requireNonNull(name, "name is null");
    requireNonNull(type, "type is null");
    requireNonNull(jsonPath, "jsonPath is null");
  }

  /** The value to show for an object; empty when it has none. */
  public Optional<JsonNode> value(JsonNode object) {
    return jsonPath.first(object);
  }

  /** Whether only wide tables show it. */
  public boolean isWide() {
    return priority > 0;
  }
}
