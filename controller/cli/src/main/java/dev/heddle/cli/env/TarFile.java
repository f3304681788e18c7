package dev.heddle.cli.env;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;

/** A tar or tar.gz whose bytes follow from names and contents alone. */
final class TarFile implements AutoCloseable {

  /** 1980: older times are refused by programs that make zip files of what they find. */
  private static final FileTime TIME = FileTime.from(Instant.parse("1980-01-01T00:00:00Z"));

  /** Near the size of the best level in half its time. */
  private static final int LEVEL = 4;

  private static final int FILE_MODE = 0100644;
  private static final int PROGRAM_MODE = 0100755;
  private static final int DIRECTORY_MODE = 040755;
  private static final int LINK_MODE = 0120777;

  private final TarArchiveOutputStream tar;

  TarFile(Path file, boolean compressed) throws IOException {
    OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 18);
    if (compressed) {
      GzipParameters parameters = new GzipParameters();
      parameters.setCompressionLevel(LEVEL);
      out = new BufferedOutputStream(new GzipCompressorOutputStream(out, parameters), 1 << 16);
    }
    tar = new TarArchiveOutputStream(out, "UTF-8");
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    tar.setAddPaxHeadersForNonAsciiNames(true);
  }

  void directory(String name) throws IOException {
    TarArchiveEntry entry = entry(name + "/", TarConstants.LF_DIR, DIRECTORY_MODE);
    tar.putArchiveEntry(entry);
    tar.closeArchiveEntry();
  }

  void link(String name, String target) throws IOException {
    TarArchiveEntry entry = entry(name, TarConstants.LF_SYMLINK, LINK_MODE);
    entry.setLinkName(target);
    tar.putArchiveEntry(entry);
    tar.closeArchiveEntry();
  }

  void file(String name, byte[] content, boolean program) throws IOException {
    TarArchiveEntry entry = entry(name, TarConstants.LF_NORMAL, program ? PROGRAM_MODE : FILE_MODE);
    entry.setSize(content.length);
    tar.putArchiveEntry(entry);
    tar.write(content);
    tar.closeArchiveEntry();
  }

  /** For large ones. */
  void file(String name, Path file, long size, boolean program) throws IOException {
    TarArchiveEntry entry = entry(name, TarConstants.LF_NORMAL, program ? PROGRAM_MODE : FILE_MODE);
    entry.setSize(size);
    tar.putArchiveEntry(entry);
    try (InputStream in = Files.newInputStream(file)) {
      in.transferTo(tar);
    }
    tar.closeArchiveEntry();
  }

  private static TarArchiveEntry entry(String name, byte type, int mode) {
    TarArchiveEntry entry = new TarArchiveEntry(name, type);
    entry.setMode(mode);
    entry.setLastModifiedTime(TIME);
    entry.setIds(0, 0);
    entry.setNames("", "");
    return entry;
  }

  @Override
  public void close() throws IOException {
    tar.close();
  }
}
