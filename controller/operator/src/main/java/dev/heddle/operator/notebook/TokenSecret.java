package dev.heddle.operator.notebook;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.heddle.crd.core.Secret;
import dev.heddle.crd.meta.ObjectMeta;
import dev.heddle.crd.meta.OwnerReference;
import dev.heddle.crd.notebook.Notebook;
import java.util.Base64;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * The Secret that holds a notebook's token. It lives as long as the notebook, so that a URL that
 * was opened once stays good over restarts; delete it, and the notebook starts anew with another.
 */
final class TokenSecret {

  private static final String TYPE = "heddle.dev/notebook-token";
  private static final int BYTES = 32;

  private TokenSecret() {}

  static String name(String notebook) {
    return notebook + "-token";
  }

  static Secret of(Notebook notebook, RandomGenerator random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    ObjectMeta metadata =
        ObjectMeta.named(notebook.metadata().namespace(), name(notebook.metadata().name()))
            .withOwner(OwnerReference.controllerOf(notebook));
    return new Secret(
        metadata,
        TYPE,
        Map.of(Secret.TOKEN_KEY, Base64.getEncoder().encodeToString(token.getBytes(UTF_8))));
  }
}
