package dev.heddle.crd.apply;

import static dev.heddle.crd.apply.SampleKind.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class FieldSetTest {

  @Test
  void whatIsWrittenIsReadAgain() {
    var json =
        tree(
            "{'f:spec': {'.': {}, 'f:items': {'k:{\\'name\\':\\'a\\'}': {'.': {}, 'f:v': {}}},"
                + " 'f:tags': {'v:\\'x\\'': {}}}}");

    FieldSet set = FieldSet.fromJson(json);

    assertThat(set.toJson()).isEqualTo(json);
    assertThat(set)
        .hasToString(
            "[.spec, .spec.items[name=\"a\"], .spec.items[name=\"a\"].v, .spec.tags[=\"x\"]]");
  }

  @Test
  void theOrderOfKeysAndUnknownKindsOfStepsDoNotMatter() {
    FieldSet one =
        FieldSet.fromJson(tree("{'k:{\\'a\\':1,\\'b\\':2}': {}, 'z:later': {'f:x': {}}}"));

    assertThat(one).isEqualTo(FieldSet.fromJson(tree("{'k:{\\'b\\': 2, \\'a\\': 1.0}': {}}")));
  }

  @Test
  void whatIsMalformedIsRefused() {
    assertThatThrownBy(() -> FieldSet.fromJson(tree("{'spec': {}}")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> FieldSet.fromJson(tree("{'k:name': {}}")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> FieldSet.fromJson(tree("{'f:a': 1}")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aPathIsAMemberApartFromWhatIsBelowIt() {
    FieldSet item = FieldSet.fromJson(tree("{'f:a': {'.': {}, 'f:b': {}}}"));
    FieldSet inside = FieldSet.fromJson(tree("{'f:a': {'f:b': {}}}"));
    FieldSet itself = FieldSet.fromJson(tree("{'f:a': {}}"));

    assertThat(item.difference(inside)).isEqualTo(itself);
    assertThat(item.difference(itself)).isEqualTo(inside);
    assertThat(item.intersection(itself)).isEqualTo(itself);
    assertThat(inside.union(itself)).isEqualTo(item);
    assertThat(inside.intersection(itself).isEmpty()).isTrue();
  }
}
