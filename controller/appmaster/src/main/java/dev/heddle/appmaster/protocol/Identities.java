package dev.heddle.appmaster.protocol;

import static java.util.Objects.requireNonNull;

/**
 * Body of {@code POST /v1/identity}: certificates that take the place of those with which an
 * application was submitted.
 *
 * @param own of the application master
 * @param containers of its containers
 */
public record Identities(KeyStoreSecret own, KeyStoreSecret containers) {
  public Identities {
    requireNonNull(own, "own is null");
    requireNonNull(containers, "containers is null");
  }

  public String toJson() {
    return JsonObject.create()
        .put("own", own.json())
        .put("containers", containers.json())
        .toString();
  }

  public static Identities fromJson(String text) {
    JsonObject json = JsonObject.parse(text);
    return new Identities(
        KeyStoreSecret.of(json.object("own")), KeyStoreSecret.of(json.object("containers")));
  }
}
