package dev.heddle.crd.apply;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The items of a list by what tells them apart, in the order in which each is first met. */
final class Items {

  private Items() {}

  static Map<Step, List<JsonNode>> of(JsonNode list, List<Step> steps) {
    Map<Step, List<JsonNode>> items = new LinkedHashMap<>();
    for (int i = 0; i < steps.size(); i++) {
      items.computeIfAbsent(steps.get(i), step -> new ArrayList<>(1)).add(list.get(i));
    }
    return items;
  }
}
