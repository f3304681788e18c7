package dev.heddle.operator.store;

import static dev.heddle.crd.json.Kinds.SECRET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.heddle.crd.core.Secret;
import dev.heddle.crd.meta.ObjectMeta;
import dev.heddle.crd.meta.OwnerReference;
import dev.heddle.crd.meta.Resource;
import dev.heddle.reconciler.store.ResourceStore;
import dev.heddle.reconciler.store.ResourceStore.Preconditions;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What nobody owns any more goes. */
class GarbageCollectorTest {

  private final StoreFixture fixture = new StoreFixture();
  private ZooKeeperStore objects;
  private ResourceStore store;

  @BeforeEach
  void start(@TempDir Path directory) {
    objects = fixture.store(fixture.server(directory, 0).settings());
    store = new TypedStore(objects);
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  @Test
  void whatAnObjectOwnsGoesWithItAndSoOn() {
    fixture.duties(objects, 0);
    Secret owner = store.create(SECRET, secret("owner"));
    Secret child = store.create(SECRET, owned("child", owner));
    store.create(SECRET, owned("grandchild", child));
    store.create(SECRET, secret("stranger"));

    store.delete(SECRET, "team-a", "owner", Preconditions.none());

    await().until(() -> store.list(SECRET, "").items().size() == 1);
    assertThat(store.get(SECRET, "team-a", "stranger")).isPresent();
  }

  @Test
  void whatHasAnotherOwnerLeftStays() {
    fixture.duties(objects, 0);
    Secret one = store.create(SECRET, secret("one"));
    Secret two = store.create(SECRET, secret("two"));
    Secret both = owned("both", one);
    store.create(SECRET, withMetadata(both, both.metadata().withOwner(controller(two))));
    store.create(SECRET, owned("single", one));

    store.delete(SECRET, "team-a", "one", Preconditions.none());

    await().until(() -> store.get(SECRET, "team-a", "single").isEmpty());
    assertThat(store.get(SECRET, "team-a", "both")).isPresent();
    store.delete(SECRET, "team-a", "two", Preconditions.none());
    await().until(() -> store.get(SECRET, "team-a", "both").isEmpty());
  }

  @Test
  void anotherObjectOfTheOwnersNameIsNoOwner() {
    Secret owner = store.create(SECRET, secret("owner"));
    store.create(SECRET, owned("child", owner));
    store.delete(SECRET, "team-a", "owner", Preconditions.none());
    store.create(SECRET, secret("owner"));

    fixture.duties(objects, 0);

    await().until(() -> store.get(SECRET, "team-a", "child").isEmpty());
    assertThat(store.get(SECRET, "team-a", "owner")).isPresent();
  }

  @Test
  void anOwnerOfAKindNobodyKnowsIsNotSaidToBeGone() {
    Secret child = secret("child");
    OwnerReference unknown = new OwnerReference("x.dev/v1", "Thing", "t", "uid-t", true, true);
    store.create(SECRET, withMetadata(child, child.metadata().withOwner(unknown)));
    Secret owner = store.create(SECRET, secret("owner"));
    store.create(SECRET, owned("other", owner));
    store.delete(SECRET, "team-a", "owner", Preconditions.none());

    fixture.duties(objects, 0);

    await().until(() -> store.get(SECRET, "team-a", "other").isEmpty());
    assertThat(store.get(SECRET, "team-a", "child")).isPresent();
  }

  private static Secret secret(String name) {
    return new Secret(ObjectMeta.named("team-a", name), "Opaque", Map.of());
  }

  private static Secret owned(String name, Resource owner) {
    Secret secret = secret(name);
    return withMetadata(secret, secret.metadata().withOwner(controller(owner)));
  }

  private static OwnerReference controller(Resource owner) {
    return OwnerReference.controllerOf(owner);
  }

  private static Secret withMetadata(Secret secret, ObjectMeta metadata) {
    return new Secret(metadata, secret.type(), secret.data());
  }
}
