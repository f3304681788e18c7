package dev.heddle.operator.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.crd.meta.ResourceType;

/**
 * Which objects of a collection a request asks for.
 *
 * @param labels what their labels must be
 * @param fields what some of their fields must be
 */
record Selection(LabelSelector labels, FieldSelector fields) {

  static Selection of(ApiRequest request, ResourceType<?> type) {
    return new Selection(
        request
            .parameter("labelSelector")
            .map(LabelSelector::parse)
            .orElse(LabelSelector.everything()),
        request
            .parameter("fieldSelector")
            .map(text -> FieldSelector.parse(text, type))
            .orElse(FieldSelector.everything()));
  }

  boolean matches(JsonNode object) {
    return fields.matches(object) && labels.matches(object);
  }

  /** Whether it leaves nothing out. */
  boolean isEverything() {
    return labels.matchesEverything() && fields.matchesEverything();
  }

  /** Whether an object may come into the selection or leave it while it lives. */
  boolean mayChange() {
    return fields.mayChange() || !labels.matchesEverything();
  }
}
