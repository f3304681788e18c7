package dev.heddle.operator.yarn;

import static java.util.Objects.requireNonNull;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsAction;
import org.apache.hadoop.fs.permission.FsPermission;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of the agent's on the cluster, such as its package: written once per content, under the
 * hash of its content, and readable by everybody, so that each node fetches it once for all users.
 * Nothing is written for a submission.
 */
final class AgentArchive {

  private static final Logger LOG = LoggerFactory.getLogger(AgentArchive.class);
  private static final Pattern SHA256_LINE = Pattern.compile("([0-9a-f]{64}) ");
  private static final FsPermission DIRECTORY = new FsPermission((short) 0755);
  private static final FsPermission FILE = new FsPermission((short) 0644);

  private final java.nio.file.Path tar;
  private final Path directory;
  private final Configuration conf;
  private final LaunchLedger ledger;

  /**
   * @param ledger is told of it, so that nobody takes it away who does not need it any more
   */
  AgentArchive(java.nio.file.Path tar, String rootDir, Configuration conf, LaunchLedger ledger) {
    this.tar = requireNonNull(tar, "tar is null");
    this.directory = new Path(rootDir, "agent");
    this.conf = requireNonNull(conf, "conf is null");
    this.ledger = requireNonNull(ledger, "ledger is null");
  }

  /** What it is called there. */
  String name() throws IOException {
    String local = tar.getFileName().toString();
    return sha256() + local.substring(local.lastIndexOf('.'));
  }

  boolean isHere() {
    return Files.exists(tar);
  }

  /** The package's place on the cluster, written there when it is missing. */
  FileStatus ensure() throws IOException {
    FileSystem fs = directory.getFileSystem(conf);
    String name = name();
    note(name);
    Path target = fs.makeQualified(new Path(directory, name));
    try {
      FileStatus status = fs.getFileStatus(target);
      if (status.getLen() == Files.size(tar)) {
        requireReadableByAll(fs, target);
        return status;
      }
      LOG.warn("{} is not whole and is written again", target);
      fs.delete(target, false);
    } catch (FileNotFoundException e) {
      LOG.info("writing {} to {}", tar.getFileName(), target);
    }
    write(fs, target);
    requireReadableByAll(fs, target);
    return fs.getFileStatus(target);
  }

  /** Without it, only the clean-up does less. */
  private void note(String name) {
    try {
      ledger.uses(name);
    } catch (IOException e) {
      LOG.warn("that {} is used is not on record: {}", name, Failures.firstLine(e));
    }
  }

  /** Under a name of its own first: whoever reads the target reads all of it. */
  private void write(FileSystem fs, Path target) throws IOException {
    if (!fs.exists(directory)) {
      FileSystem.mkdirs(fs, directory, DIRECTORY);
    }
    Path unfinished = new Path(directory, "_" + UUID.randomUUID());
    try (InputStream input = Files.newInputStream(tar);
        OutputStream output = fs.create(unfinished, true)) {
      input.transferTo(output);
    }
    fs.setPermission(unfinished, FILE);
    if (!fs.rename(unfinished, target)) {
      fs.delete(unfinished, false);
      if (!fs.exists(target)) {
        throw new IOException("could not rename " + unfinished + " to " + target);
      }
    }
  }

  /** YARN refuses to share a file that others can't reach, and says so on the node only. */
  private static void requireReadableByAll(FileSystem fs, Path target) throws IOException {
    if (!allows(fs, target, FsAction.READ)) {
      fs.setPermission(target, FILE);
    }
    for (Path parent = target.getParent(); parent != null; parent = parent.getParent()) {
      if (!allows(fs, parent, FsAction.EXECUTE)) {
        throw new IOException(
            parent
                + " can't be entered by other users, so that YARN can't share the agent's package"
                + " below it: chmod o+x it, or choose another root directory");
      }
    }
  }

  private static boolean allows(FileSystem fs, Path path, FsAction action) throws IOException {
    return fs.getFileStatus(path).getPermission().getOtherAction().implies(action);
  }

  /** What the build wrote beside the package, when that is not older than the package. */
  private String sha256() throws IOException {
    java.nio.file.Path beside = tar.resolveSibling(tar.getFileName() + ".sha256");
    if (Files.exists(beside)
        && Files.getLastModifiedTime(beside).compareTo(Files.getLastModifiedTime(tar)) >= 0) {
      Matcher line = SHA256_LINE.matcher(Files.readString(beside));
      if (line.lookingAt()) {
        return line.group(1);
      }
    }
    return digest();
  }

  private String digest() throws IOException {
    try (DigestInputStream input =
        new DigestInputStream(Files.newInputStream(tar), MessageDigest.getInstance("SHA-256"))) {
      input.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(input.getMessageDigest().digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no SHA-256", e);
    }
  }
}
