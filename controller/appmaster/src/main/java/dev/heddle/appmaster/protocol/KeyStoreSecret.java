package dev.heddle.appmaster.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;

/** A key store (PKCS12) and what opens it. Never shown (I15). */
public final class KeyStoreSecret {
  private final byte[] keyStore;
  private final byte[] password;

  public KeyStoreSecret(byte[] keyStore, byte[] password) {
    this.keyStore = keyStore.clone();
    this.password = password.clone();
  }

  public byte[] keyStore() {
    return keyStore.clone();
  }

  public byte[] password() {
    return password.clone();
  }

  JsonObject json() {
    return JsonObject.create()
        .put("keyStore", Base64.getEncoder().encodeToString(keyStore))
        .put("password", new String(password, UTF_8));
  }

  static KeyStoreSecret of(JsonObject json) {
    try {
      return new KeyStoreSecret(
          Base64.getDecoder().decode(json.string("keyStore")),
          json.string("password").getBytes(UTF_8));
    } catch (IllegalArgumentException e) {
      throw new MalformedMessageException("keyStore is not base64", e);
    }
  }

  public String toJson() {
    return json().toString();
  }

  public static KeyStoreSecret fromJson(String text) {
    return of(JsonObject.parse(text));
  }

  @Override
  public String toString() {
    return "KeyStoreSecret[" + keyStore.length + " bytes]";
  }
}
