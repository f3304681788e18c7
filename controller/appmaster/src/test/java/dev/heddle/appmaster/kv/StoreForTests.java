package dev.heddle.appmaster.kv;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;

/** Stores whose keys do not expire by themselves, for tests of what uses them. */
public final class StoreForTests {
  private static final KeyValueStore.Listener DEAF =
      new KeyValueStore.Listener() {
        @Override
        public void copyOutdated() {}

        @Override
        public void keysExpire() {}
      };

  private StoreForTests() {}

  public static KeyValueStore open(Path directory) throws IOException {
    KeyValueStore store =
        new KeyValueStore(new KeyValueJournal(directory.resolve("kv")), Clock.systemUTC(), DEAF);
    store.admitOwners("notebook_0"::equals);
    store.load(1);
    return store;
  }
}
