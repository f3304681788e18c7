package dev.heddle.cli.command;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.cli.terminal.Environment;
import dev.heddle.cli.terminal.TextTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The operator's tables as text: the columns come from the CRDs, so kubectl shows the same. */
final class TableView {

  private final Environment environment;
  private final boolean wide;
  private final boolean withNamespace;
  private final List<Integer> shown = new ArrayList<>();
  private Optional<TextTable> table = Optional.empty();
  private final Map<String, List<String>> last = new HashMap<>();
  private int age = -1;
  private boolean headingsPrinted;

  TableView(Environment environment, boolean wide, boolean withNamespace) {
    this.environment = requireNonNull(environment, "environment is null");
    this.wide = wide;
    this.withNamespace = withNamespace;
  }

  /**
   * Adds the rows of a table; the first one names the columns. A row that only its age tells from
   * the object's last one is left out: something that is not shown has changed.
   */
  void add(JsonNode rows) {
    TextTable target = table.orElseGet(() -> begin(rows.path("columnDefinitions")));
    for (JsonNode row : rows.path("rows")) {
      List<String> cells = new ArrayList<>();
      if (withNamespace) {
        cells.add(row.at("/object/metadata/namespace").asText(""));
      }
      for (int column : shown) {
        JsonNode cell = row.path("cells").path(column);
        cells.add(cell.isNull() ? "" : cell.asText(""));
      }
      if (isNews(row.at("/object/metadata"), cells)) {
        target.add(cells);
      }
    }
  }

  private boolean isNews(JsonNode metadata, List<String> cells) {
    List<String> timeless = new ArrayList<>(cells);
    if (age >= 0) {
      timeless.set(age, "");
    }
    String object = metadata.path("namespace").asText("") + "/" + metadata.path("name").asText("");
    return !timeless.equals(last.put(object, timeless));
  }

  private TextTable begin(JsonNode definitions) {
    List<String> headings = new ArrayList<>();
    if (withNamespace) {
      headings.add("Namespace");
    }
    for (int i = 0; i < definitions.size(); i++) {
      JsonNode column = definitions.get(i);
      if (wide || column.path("priority").asInt() == 0) {
        shown.add(i);
        if (column.path("name").asText().equals("Age")) {
          age = headings.size();
        }
        headings.add(column.path("name").asText());
      }
    }
    TextTable begun = new TextTable(headings);
    table = Optional.of(begun);
    return begun;
  }

  boolean isEmpty() {
    return table.map(TextTable::isEmpty).orElse(true);
  }

  /** Prints what was added since the last time. */
  void print() {
    table.ifPresent(t -> t.print(environment.out(), environment.colors(), !headingsPrinted));
    headingsPrinted = true;
    environment.out().flush();
  }
}
