package dev.heddle.appmaster.protocol;

import java.util.List;

/** Answer to {@code GET /v1/kv?prefix=}: the keys in order. */
public record KeyList(List<String> keys) {
  public KeyList {
    keys = List.copyOf(keys);
  }

  public String toJson() {
    return JsonObject.create().put("keys", keys).toString();
  }

  public static KeyList fromJson(String text) {
    return new KeyList(JsonObject.parse(text).stringList("keys"));
  }
}
