package dev.heddle.appmaster.kv;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;

/** The whole store as one stream of bytes, for a copy elsewhere. */
public final class KeyValueSnapshot {
  private KeyValueSnapshot() {}

  public static void write(Map<String, byte[]> values, OutputStream output) throws IOException {
    KeyValueJournal.write(values, output);
  }

  public static Map<String, byte[]> read(InputStream input) throws IOException {
    return KeyValueJournal.read(input);
  }
}
