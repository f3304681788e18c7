package dev.heddle.reconciler.example;

import java.util.HashMap;
import java.util.Map;

/** The world outside: machines by uid; it outlives every engine. */
public final class Factory {
  private final Map<String, String> machines = new HashMap<>();
  private int built;
  private int destroyed;
  private boolean down;

  public Map<String, String> machines() {
    return Map.copyOf(machines);
  }

  public int built() {
    return built;
  }

  public int destroyed() {
    return destroyed;
  }

  public void down(boolean now) {
    down = now;
  }

  void build(String uid, String color) {
    check();
    if (!machines.containsKey(uid)) {
      built++;
    }
    machines.put(uid, color);
  }

  void destroy(String uid) {
    check();
    if (machines.remove(uid) != null) {
      destroyed++;
    }
  }

  boolean has(String uid, String color) {
    check();
    return color.equals(machines.get(uid));
  }

  boolean has(String uid) {
    check();
    return machines.containsKey(uid);
  }

  private void check() {
    if (down) {
      throw new IllegalStateException("the factory is closed");
    }
  }
}
