package dev.heddle.crd.schema;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.meta.ResourceType;
import java.util.List;

/**
 * All that is written about a kind.
 *
 * @param type the kind
 * @param root the schema of a whole object, metadata included
 * @param printerColumns what a table shows besides the name, in order
 * @param openApi the {@code openAPIV3Schema} as the CRD has it, for the API's OpenAPI; shared, not
 *     to be changed
 * @param categories words that stand for several kinds, such as {@code all}
 */
public record ResourceSchema(
    ResourceType<?> type,
    Schema root,
    List<PrinterColumn> printerColumns,
    ObjectNode openApi,
    List<String> categories) {

  public ResourceSchema {
    requireNonNull(type, "type is null");
    requireNonNull(root, "root is null");
    printerColumns = List.copyOf(printerColumns);
    requireNonNull(openApi, "openApi is null");
    categories = List.copyOf(categories);
  }

  /** Whether the status is written apart from the spec. */
  public boolean hasStatus() {
    return root.properties().containsKey("status");
  }
}
