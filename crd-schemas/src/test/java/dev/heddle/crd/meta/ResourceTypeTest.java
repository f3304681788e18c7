package dev.heddle.crd.meta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.crd.core.Secret;
import dev.heddle.crd.json.Kinds;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResourceTypeTest {

  @Test
  void aCopyWithOtherMetadataKeepsAllElse() {
    Secret secret =
        new Secret(ObjectMeta.named("team-a", "key"), "Opaque", Map.of("token", "c2VjcmV0"));
    ObjectMeta guarded = secret.metadata().withFinalizer("heddle.dev/secret");

    Secret copy = Kinds.SECRET.withMetadata(secret, guarded);

    assertThat(copy).isEqualTo(new Secret(guarded, "Opaque", Map.of("token", "c2VjcmV0")));
  }
}
