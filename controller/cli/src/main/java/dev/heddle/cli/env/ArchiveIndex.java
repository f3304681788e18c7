package dev.heddle.cli.env;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.heddle.cli.terminal.CliException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * What is in an archive, read once from its beginning to its end.
 *
 * @param entries by their names, without {@code ./} before and {@code /} behind
 * @param contents beginnings of the files that say something of the environment
 * @param contentSize unpacked, in bytes
 */
record ArchiveIndex(
    Map<String, Entry> entries, Map<String, byte[]> contents, long size, long contentSize) {

  private static final int BEGINNING = 16 << 10;
  private static final int MAGIC = 512;

  /**
   * An entry.
   *
   * @param link target of a link; empty for others
   */
  record Entry(boolean directory, Optional<String> link, boolean program) {}

  ArchiveIndex {
    entries = new TreeMap<>(entries);
    contents = Map.copyOf(contents);
  }

  /**
   * @param read is told how many bytes have been read
   */
  static ArchiveIndex read(InputStream in, LongConsumer read) {
    CountingStream counting = new CountingStream(in, read);
    Map<String, Entry> entries = new TreeMap<>();
    Map<String, byte[]> contents = new HashMap<>();
    long contentSize = 0;
    String last = "the beginning";
    try (TarArchiveInputStream tar = new TarArchiveInputStream(opened(counting), "UTF-8")) {
      for (TarArchiveEntry next = tar.getNextEntry(); next != null; next = tar.getNextEntry()) {
        String name = name(next.getName());
        last = name;
        if (name.isEmpty()) {
          continue;
        }
        boolean link = next.isSymbolicLink() || next.isLink();
        entries.put(
            name,
            new Entry(
                next.isDirectory(),
                link ? Optional.of(next.getLinkName()) : Optional.empty(),
                (next.getMode() & 0111) != 0));
        contentSize += next.getSize();
        if (next.isFile() && tells(name)) {
          contents.put(name, tar.readNBytes(BEGINNING));
        }
      }
    } catch (EOFException e) {
      throw new CliException("the archive breaks off after " + last, "copy or pack it again", e);
    } catch (IOException e) {
      throw new CliException(
          "the archive can't be read after " + last + ": " + e.getMessage(),
          "copy or pack it again",
          e);
    }
    return new ArchiveIndex(entries, contents, counting.count, contentSize);
  }

  private static boolean tells(String name) {
    return name.endsWith("/kernel.json")
        || name.endsWith("pyvenv.cfg")
        || name.matches("([^/]+/)?bin/[^/]+")
        || name.endsWith(".pyc");
  }

  private static InputStream opened(InputStream in) throws IOException {
    BufferedInputStream buffered = new BufferedInputStream(in, 1 << 16);
    buffered.mark(MAGIC);
    byte[] magic = buffered.readNBytes(MAGIC);
    buffered.reset();
    if (magic.length > 1 && (magic[0] & 0xff) == 0x1f && (magic[1] & 0xff) == 0x8b) {
      return GzipCompressorInputStream.builder()
          .setInputStream(buffered)
          .setDecompressConcatenated(true)
          .get();
    }
    if (magic.length == MAGIC && new String(magic, 257, 5, UTF_8).equals("ustar")) {
      return buffered;
    }
    boolean zip = magic.length > 1 && magic[0] == 'P' && magic[1] == 'K';
    throw new CliException(
        "that is no tar or tar.gz archive" + (zip ? ", but a zip file, which keeps no links" : ""),
        "heddle env pack makes one");
  }

  private static String name(String name) {
    String plain = name;
    while (plain.startsWith("./")) {
      plain = plain.substring(2);
    }
    return plain.endsWith("/")
        ? plain.substring(0, plain.length() - 1)
        : plain.equals(".") ? "" : plain;
  }

  /** How many bytes came through. */
  private static final class CountingStream extends InputStream {
    private final InputStream in;
    private final LongConsumer read;
    private long count;

    CountingStream(InputStream in, LongConsumer read) {
      this.in = requireNonNull(in, "in is null");
      this.read = requireNonNull(read, "read is null");
    }

    @Override
    public int read() throws IOException {
      int one = in.read();
      count += one < 0 ? 0 : 1;
      return one;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int some = in.read(buffer, offset, length);
      count += Math.max(0, some);
      read.accept(count);
      return some;
    }
  }
}
