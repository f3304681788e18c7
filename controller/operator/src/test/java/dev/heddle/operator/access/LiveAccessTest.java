package dev.heddle.operator.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ObjectMeta;
import dev.heddle.crd.rbac.ClusterRole;
import dev.heddle.crd.rbac.PolicyRule;
import dev.heddle.crd.rbac.RoleBinding;
import dev.heddle.crd.rbac.RoleRef;
import dev.heddle.crd.rbac.Subject;
import dev.heddle.operator.access.Attributes.Target;
import dev.heddle.operator.store.TypedStore;
import dev.heddle.operator.testing.InMemoryObjectStore;
import dev.heddle.reconciler.store.ResourceStore.Preconditions;
import dev.heddle.reconciler.store.StoreException;
import dev.heddle.reconciler.store.StoreException.Reason;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rights follow the store, and the built-in ones are in it for people to see. */
class LiveAccessTest {

  private static final User ADA = User.authenticated("ada", List.of());
  private static final User MASTER = User.authenticated("m", List.of(User.MASTERS));
  private static final Attributes LIST =
      Attributes.of("list", new Target("heddle.dev", "notebooks", "", "team-a", ""));

  private final InMemoryObjectStore objects =
      new InMemoryObjectStore(
          Clock.fixed(Instant.parse("2026-11-23T01:00:00Z"), ZoneOffset.UTC), 100);
  private final TypedStore store = new TypedStore(objects);
  private final LiveAccess access = new LiveAccess(objects, ConfiguredAccess.none());

  @Test
  void aBindingHoldsFromItsCreationToItsDeletion() {
    assertThat(access.decide(ADA, LIST).allowed()).isFalse();
    bind();
    assertThat(access.decide(ADA, LIST).allowed()).isTrue();
    assertThat(access.decideAtOnce(ADA, LIST).allowed()).isTrue();
    store.delete(Kinds.ROLE_BINDING, "team-a", "view", Preconditions.none());
    assertThat(access.decide(ADA, LIST).allowed()).isFalse();
  }

  @Test
  void whenItsWatchesEndItLooksAgain() {
    assertThat(access.decide(ADA, LIST).allowed()).isFalse();
    objects.endWatches(Reason.EXPIRED);
    bind();
    assertThat(access.decide(ADA, LIST).allowed()).isTrue();
  }

  @Test
  void whileTheStoreIsAwayNobodyGetsAnOldRight() {
    bind();
    assertThat(access.decide(ADA, LIST).allowed()).isTrue();
    objects.endWatches(Reason.UNAVAILABLE);
    objects.breakDown(Reason.UNAVAILABLE);

    assertThatThrownBy(() -> access.decide(ADA, LIST)).isInstanceOf(StoreException.class);
    assertThat(access.decide(MASTER, LIST).allowed()).isTrue();

    objects.heal();
    assertThat(access.decide(ADA, LIST).allowed()).isTrue();
  }

  @Test
  void theBuiltInRolesAreMadeAndMended() {
    BuiltInObjects builtIn = new BuiltInObjects(store);
    builtIn.ensure();
    assertThat(role("edit").rules()).isNotEmpty();
    String version = objects.list(Kinds.CLUSTER_ROLE, "").resourceVersion();
    builtIn.ensure();
    assertThat(objects.list(Kinds.CLUSTER_ROLE, "").resourceVersion())
        .as("nothing to do, nothing written")
        .isEqualTo(version);

    PolicyRule own = PolicyRule.of("example.com", List.of("widgets"), List.of("get"));
    store.update(
        Kinds.CLUSTER_ROLE,
        new ClusterRole(role("edit").metadata(), List.of(own), role("edit").aggregationRule()));
    builtIn.ensure();
    assertThat(Rules.missing(role("edit").rules(), BuiltInRoles.roles().get("edit").rules()))
        .isEmpty();
    assertThat(role("edit").rules()).contains(own);
  }

  private ClusterRole role(String name) {
    return store.get(Kinds.CLUSTER_ROLE, "", name).orElseThrow();
  }

  private void bind() {
    store.create(
        Kinds.ROLE_BINDING,
        new RoleBinding(
            ObjectMeta.named("team-a", "view"),
            List.of(Subject.user("ada")),
            RoleRef.of(RoleRef.Kind.CLUSTER_ROLE, "view")));
  }
}
