package dev.heddle.crd.apply;

import static dev.heddle.crd.apply.SampleKind.spec;
import static dev.heddle.crd.apply.SampleKind.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.apply.Ownership.Part;
import dev.heddle.crd.schema.Schema.Relation;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What appliers and updaters of one object may expect of each other. */
class ApplyScenariosTest {

  private final LiveObject live = new LiveObject();

  @Test
  void anApplierOwnsWhatItDeclares() {
    live.apply("ann", "{'num': 1, 'nested': {'a': 2}, 'map': {'k': 'v'}}");

    assertThat(live.specTree())
        .isEqualTo(tree("{'num': 1, 'nested': {'a': 2}, 'map': {'k': 'v'}}"));
    assertThat(live.owners()).isEqualTo("ann Apply: .spec.map.k .spec.nested.a .spec.num");
  }

  @Test
  void anotherValueOfAnothersFieldIsAConflictThatNamesOwnerAndField() {
    live.apply("ann", "{'num': 1, 'text': 't'}");

    ApplyConflictException conflict =
        catchThrowableOfType(
            ApplyConflictException.class, () -> live.apply("bob", "{'num': 2, 'text': 't'}"));

    assertThat(conflict)
        .hasMessage("Apply failed with 1 conflict: conflict with \"ann\": .spec.num");
    assertThat(live.specTree()).isEqualTo(tree("{'num': 1, 'text': 't'}"));
  }

  @Test
  void conflictsWithUpdatersSaySinceWhen() {
    live.update("kubectl-edit", "{'num': 1, 'text': 't'}");

    assertThatThrownBy(() -> live.apply("bob", "{'num': 2, 'text': 'u'}"))
        .hasMessage(
            "Apply failed with 2 conflicts: conflicts with \"kubectl-edit\" using heddle.dev/v1 at"
                + " 2026-01-01T00:01:00Z:\n- .spec.num\n- .spec.text");
  }

  @Test
  void whoDeclaresTheSameValueSharesTheField() {
    live.apply("ann", "{'num': 1}").apply("bob", "{'num': 1}");

    assertThat(live.owners()).isEqualTo("ann Apply: .spec.num\nbob Apply: .spec.num");
  }

  @Test
  void aSharedFieldStaysUntilTheLastOfItsOwnersGivesItUp() {
    live.apply("ann", "{'num': 1, 'text': 't'}").apply("bob", "{'num': 1}");

    live.apply("ann", "{'text': 't'}");
    assertThat(live.specTree()).isEqualTo(tree("{'num': 1, 'text': 't'}"));
    live.apply("bob", "{'nested': {'a': 1}}");
    assertThat(live.specTree()).isEqualTo(tree("{'text': 't', 'nested': {'a': 1}}"));
  }

  @Test
  void forceTakesAFieldOverFromItsOwner() {
    live.apply("ann", "{'num': 1, 'text': 't'}").force("bob", "{'num': 2}");

    assertThat(live.specTree()).isEqualTo(tree("{'num': 2, 'text': 't'}"));
    assertThat(live.owners()).isEqualTo("ann Apply: .spec.text\nbob Apply: .spec.num");
  }

  @Test
  void aFieldIsHandedOverWhenTheNewOwnerDeclaresItBeforeTheOldOneLetsGo() {
    live.apply("ann", "{'num': 1, 'text': 't'}")
        .apply("bob", "{'num': 1}")
        .apply("ann", "{'text': 't'}")
        .apply("bob", "{'num': 5}");

    assertThat(live.specTree()).isEqualTo(tree("{'num': 5, 'text': 't'}"));
  }

  @Test
  void anUpdateTakesOverWhatItChangesAndNothingElse() {
    live.apply("ann", "{'num': 1, 'text': 't'}").update("bob", "{'num': 2, 'text': 't'}");

    assertThat(live.owners()).isEqualTo("ann Apply: .spec.text\nbob Update: .spec.num");
  }

  @Test
  void whatAnUpdaterOwnsStaysWhenAnApplierLeavesItOut() {
    live.apply("ann", "{'num': 1, 'text': 't'}").update("bob", "{'num': 2, 'text': 't'}");

    live.apply("ann", "{'text': 't'}");

    assertThat(live.specTree()).isEqualTo(tree("{'num': 2, 'text': 't'}"));
  }

  @Test
  void whatAnUpdaterTakesOutIsOwnedByNobody() {
    live.apply("ann", "{'num': 1, 'text': 't'}").update("bob", "{'text': 't'}");

    assertThat(live.owners()).isEqualTo("ann Apply: .spec.text");
    live.apply("cy", "{'num': 7}");
    assertThat(live.specTree().path("num").asInt()).isEqualTo(7);
  }

  @Test
  void oneManagersAppliesAndUpdatesAreTwoOwners() {
    live.update("kubectl", "{'num': 1}");

    assertThatThrownBy(() -> live.apply("kubectl", "{'num': 2}"))
        .isInstanceOf(ApplyConflictException.class);
  }

  @Test
  void fieldsOfBeforeTheFirstApplyBelongToAnOwnerOfTheirOwn() {
    live.untracked(spec("{'num': 1, 'text': 't'}"));

    live.apply("ann", "{'text': 't'}");

    assertThat(live.owners())
        .isEqualTo("ann Apply: .spec.text\nbefore-first-apply Update: .spec .spec.num .spec.text");
    assertThatThrownBy(() -> live.apply("ann", "{'num': 2}"))
        .hasMessageContaining("conflict with \"before-first-apply\" using heddle.dev/v1");
  }

  @Test
  void updatesOfWhatWasNeverAppliedAreNotAccountedFor() {
    live.untracked(spec("{'num': 1}")).update("bob", "{'num': 2}");

    assertThat(live.owners()).isEmpty();
  }

  // Lists whose items are told apart by keys.

  @Test
  void appliersMayHaveItemsOfTheirOwnInOneList() {
    live.apply("ann", "{'items': [{'name': 'a', 'v': 1}]}")
        .apply("bob", "{'items': [{'name': 'b', 'v': 2}]}");

    assertThat(live.specTree())
        .isEqualTo(tree("{'items': [{'name': 'a', 'v': 1}, {'name': 'b', 'v': 2}]}"));
    assertThat(live.owners())
        .isEqualTo(
            "ann Apply: .spec.items[name=\"a\"] .spec.items[name=\"a\"].name"
                + " .spec.items[name=\"a\"].v\n"
                + "bob Apply: .spec.items[name=\"b\"] .spec.items[name=\"b\"].name"
                + " .spec.items[name=\"b\"].v");
  }

  @Test
  void anItemGoesWithItsOnlyApplierAndTakesAlongWhatAnUpdaterSetInIt() {
    live.apply("ann", "{'items': [{'name': 'a', 'v': 1}, {'name': 'b'}]}")
        .update("bob", "{'items': [{'name': 'a', 'v': 1, 'w': 9}, {'name': 'b'}]}")
        .apply("ann", "{'items': [{'name': 'b'}]}");

    assertThat(live.specTree()).isEqualTo(tree("{'items': [{'name': 'b'}]}"));
    assertThat(live.owners()).doesNotContain("bob");
  }

  @Test
  void anItemThatAnotherAppliesToLosesOnlyTheFieldsThatAreGivenUp() {
    live.apply("ann", "{'items': [{'name': 'a', 'v': 1}]}")
        .apply("bob", "{'items': [{'name': 'a', 'w': 2}]}")
        .apply("ann", "{'num': 1}");

    assertThat(live.specTree()).isEqualTo(tree("{'items': [{'name': 'a', 'w': 2}], 'num': 1}"));
  }

  @Test
  void aFieldThatNobodyOwnsStaysInAnItemThatIsStillDeclared() {
    live.apply("ann", "{'items': [{'name': 'a', 'v': 1}]}");
    ObjectNode completed = live.object().deepCopy();
    ((ObjectNode) completed.at("/spec/items/0")).put("w", 42);
    live.untracked(completed);

    live.apply("ann", "{'items': [{'name': 'a'}]}");

    assertThat(live.specTree()).isEqualTo(tree("{'items': [{'name': 'a', 'w': 42}]}"));
  }

  @Test
  void declaredItemsComeInTheDeclaredOrderAndOthersKeepTheirPlaces() {
    live.update("bob", "{'items': [{'name': 'a'}, {'name': 'x'}, {'name': 'b'}, {'name': 'y'}]}");

    live.apply("ann", "{'items': [{'name': 'b'}, {'name': 'n'}, {'name': 'a'}]}");

    assertThat(live.specTree().path("items").findValuesAsText("name"))
        .containsExactly("x", "b", "y", "n", "a");
  }

  @Test
  void anItemMustNotBeDeclaredTwice() {
    assertThatThrownBy(() -> live.apply("ann", "{'items': [{'name': 'a'}, {'name': 'a'}]}"))
        .hasMessage(".spec.items: duplicate entries for key [name=\"a\"]");
    assertThatThrownBy(() -> live.apply("ann", "{'tags': ['t', 't']}"))
        .hasMessage(".spec.tags: duplicate entries for key [=\"t\"]");
  }

  @Test
  void anItemsKeyMayBeLeftToItsDefault() {
    live.apply("ann", "{'ports': [{'port': 80, 'name': 'web'}]}")
        .force("bob", "{'ports': [{'port': 80, 'protocol': 'TCP', 'name': 'http'}]}")
        .apply("cy", "{'ports': [{'port': 80, 'protocol': 'UDP'}]}");

    assertThat(live.specTree().path("ports")).hasSize(2);
    assertThat(live.owners()).contains("bob Apply: .spec.ports[port=80,protocol=\"TCP\"]");
  }

  // Sets, maps and values that are one.

  @Test
  void itemsOfASetComeAndGoWithTheirOwners() {
    live.apply("ann", "{'tags': ['a', 'b']}")
        .apply("bob", "{'tags': ['b', 'c']}")
        .apply("ann", "{'tags': ['a']}");
    assertThat(live.specTree()).isEqualTo(tree("{'tags': ['a', 'b', 'c']}"));

    live.apply("bob", "{'num': 1}");
    assertThat(live.specTree()).isEqualTo(tree("{'tags': ['a'], 'num': 1}"));
  }

  @Test
  void aListThatIsOneValueHasOneOwner() {
    live.apply("ann", "{'alist': [1, 2]}");

    assertThatThrownBy(() -> live.apply("bob", "{'alist': [2]}"))
        .hasMessageEndingWith("conflict with \"ann\": .spec.alist");
  }

  @Test
  void aMappingThatIsOneValueHasOneOwner() {
    live.apply("ann", "{'amap': {'a': 'x'}}");

    assertThatThrownBy(() -> live.apply("bob", "{'amap': {'b': 'y'}}"))
        .hasMessageEndingWith("conflict with \"ann\": .spec.amap");
  }

  @Test
  void anEntryOfAMapGoesWithItsOwner() {
    live.apply("ann", "{'entries': {'a': {'p': 1}, 'b': {'q': 2}}}")
        .apply("ann", "{'entries': {'b': {'q': 2}}}");

    assertThat(live.specTree()).isEqualTo(tree("{'entries': {'b': {'q': 2}}}"));
    assertThat(live.owners()).isEqualTo("ann Apply: .spec.entries.b .spec.entries.b.q");
  }

  @Test
  void whatIsDeclaredEmptyStaysWhenItsContentGoes() {
    live.apply("ann", "{'map': {'k': 'v'}, 'tags': ['t']}").apply("ann", "{'map': {}}");

    assertThat(live.specTree()).isEqualTo(tree("{'map': {}}"));
  }

  @Test
  void aFieldThatBecameOneValueIsOwnedWhole() {
    live.apply("ann", "{'map': {'k': 'v'}, 'num': 1}");
    LiveObject now =
        new LiveObject(
                new Ownership(
                    SampleKind.schemaWith(
                        Map.of(
                            "map",
                            SampleKind.map(
                                SampleKind.schema().root().property("spec").orElseThrow(),
                                Relation.ATOMIC)))))
            .untracked(live.object());

    assertThatThrownBy(() -> now.apply("bob", "{'map': {'other': {}}}"))
        .hasMessageEndingWith("conflict with \"ann\": .spec.map");
  }

  // The status, and what is nobody's.

  @Test
  void statusAndSpecAreOwnedApart() {
    live.apply("ann", "{'num': 1}").applyStatus("ann", "{'phase': 'Up'}");
    live.updateStatus("ctl", "{'phase': 'Up', 'counts': {'c': 1}}");

    assertThat(live.owners())
        .isEqualTo(
            """
            ann Apply: .spec.num
            ann Apply status: .status.phase
            ctl Update status: .status.counts .status.counts.c""");
    live.applied(
        "ann",
        tree("{'metadata': {'name': 'x'}, 'spec': {'num': 1}, 'status': {'phase': 'no'}}"),
        Part.MAIN,
        false);
    assertThat(live.object().at("/status/phase").asText()).isEqualTo("Up");
  }

  @Test
  void aConflictInTheStatusNamesTheSubresource() {
    live.apply("ann", "{'num': 1}").updateStatus("ctl", "{'phase': 'Up'}");

    assertThatThrownBy(() -> live.applyStatus("bob", "{'phase': 'Down'}"))
        .hasMessage(
            "Apply failed with 1 conflict: conflict with \"ctl\" with subresource \"status\" using"
                + " heddle.dev/v1 at 2026-01-01T00:02:00Z: .status.phase");
  }

  @Test
  void identityIsNobodys() {
    ObjectNode declared =
        tree("{'metadata': {'name': 'x', 'uid': 'u', 'labels': {'l': '1'}}, 'spec': {'num': 1}}");

    live.applied("ann", declared, Part.MAIN, false);

    assertThat(live.owners()).isEqualTo("ann Apply: .metadata.labels.l .spec.num");
  }

  // Keeping account.

  @Test
  void applyingTheSameAgainChangesNothingNotEvenTheTime() {
    live.apply("ann", "{'num': 1, 'tags': ['a'], 'items': [{'name': 'a'}]}");
    ObjectNode before = live.object();

    live.apply("ann", "{'num': 1, 'tags': ['a'], 'items': [{'name': 'a'}]}");

    assertThat(live.object()).isEqualTo(before);
  }

  @Test
  void anApplyThatChangesSomethingHasItsTime() {
    live.apply("ann", "{'num': 1}").apply("ann", "{'num': 2}");

    assertThat(live.object().at("/metadata/managedFields/0/time").asText())
        .isEqualTo("2026-01-01T00:02:00Z");
  }

  @Test
  void anEmptyListOfOwnersForgetsThemAll() {
    live.apply("ann", "{'num': 1}");
    ObjectNode reset = live.object().deepCopy();
    reset.withObject("/metadata").putArray("managedFields").addObject();

    live.updated("bob", reset, Part.MAIN);

    assertThat(live.owners()).isEmpty();
    assertThat(live.object().at("/metadata/managedFields")).isEmpty();
  }

  @Test
  void ownersThatAClientRewroteAreTaken() {
    live.update("kubectl-client-side-apply", "{'num': 1}");
    ObjectNode migrated = live.object().deepCopy();
    ((ObjectNode) migrated.at("/metadata/managedFields/0"))
        .put("manager", "kubectl")
        .put("operation", "Apply");

    live.updated("kubectl", migrated, Part.MAIN).apply("kubectl", "{'text': 't'}");

    assertThat(live.specTree()).isEqualTo(tree("{'text': 't'}"));
    assertThat(live.owners()).isEqualTo("kubectl Apply: .spec.text");
  }

  @Test
  void ownersThatCannotBeReadDoNotReplaceThoseThatAreKnown() {
    live.apply("ann", "{'num': 1}");
    ObjectNode changed = live.object().deepCopy();
    ((ObjectNode) changed.at("/metadata/managedFields/0")).put("operation", "Steal");

    live.updated("bob", changed, Part.MAIN);

    assertThat(live.owners()).isEqualTo("ann Apply: .spec.num");
  }

  @Test
  void theOldestOfManyUpdatersBecomeOne() {
    IntStream.rangeClosed(1, 12)
        .forEach(
            i -> {
              ObjectNode map = JsonNodeFactory.instance.objectNode();
              IntStream.rangeClosed(1, i).forEach(n -> map.put("k" + n, "v"));
              live.update("m" + i, "{'map': " + map + "}");
            });

    assertThat(live.owners().lines()).hasSize(10);
    assertThat(live.owners()).startsWith("ancient-changes Update: .spec .spec.map .spec.map.k1");
  }

  @Test
  void whatOthersTookAwayUnseenIsNotOwnedAnyMore() {
    live.apply("ann", "{'num': 1, 'text': 't'}");
    ObjectNode without = live.object().deepCopy();
    ((ObjectNode) without.path("spec")).remove("num");
    live.untracked(without);

    live.apply("bob", "{'num': 3}");

    assertThat(live.owners()).isEqualTo("ann Apply: .spec.text\nbob Apply: .spec.num");
  }

  // What kubectl applied on the client's side.

  private static final String NOTE = "kubectl.kubernetes.io/last-applied-configuration";

  private void appliedByClient(String spec) {
    ObjectNode object = spec(spec);
    object.withObject("/metadata/annotations").put(NOTE, object.toString());
    live.updated("kubectl-client-side-apply", object, Part.MAIN);
  }

  @Test
  void kubectlGoesOnWithWhatItAppliedOnTheClientsSide() {
    appliedByClient("{'num': 1, 'text': 't'}");

    live.apply("kubectl", "{'num': 2, 'text': 't'}");

    assertThat(live.specTree()).isEqualTo(tree("{'num': 2, 'text': 't'}"));
    assertThat(live.object().at("/metadata/annotations").path(NOTE).asText())
        .isEqualTo(spec("{'num': 2, 'text': 't'}") + "\n");
  }

  @Test
  void whatSomebodyChangedSinceIsAConflict() {
    appliedByClient("{'num': 1, 'text': 't'}");
    live.update("bob", "{'num': 9, 'text': 't'}");

    assertThatThrownBy(() -> live.apply("kubectl", "{'num': 2, 'text': 't'}"))
        .hasMessageContaining("conflict with \"bob\"");
  }

  @Test
  void otherManagersThanKubectlGetTheConflict() {
    appliedByClient("{'num': 1}");

    assertThatThrownBy(() -> live.apply("flux", "{'num': 2}"))
        .hasMessageContaining("conflict with \"kubectl-client-side-apply\"");
  }

  @Test
  void aFieldDeclaredAsNullIsNotDeclared() {
    live.apply("ann", "{'num': 1}");
    live.apply("bob", "{'num': null, 'text': 't'}");

    assertThat(live.specTree()).isEqualTo(tree("{'num': 1, 'text': 't'}"));
    assertThat(live.owners()).isEqualTo("ann Apply: .spec.num\nbob Apply: .spec.text");
  }
}
