package dev.heddle.lab.daemon;

import static java.util.Objects.requireNonNull;

import dev.heddle.lab.config.LabUsers;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.protocol.HdfsFileStatus;
import org.apache.hadoop.hdfs.server.namenode.NameNode;
import org.apache.hadoop.hdfs.server.protocol.NamenodeProtocols;
import org.apache.hadoop.security.UserGroupInformation;

/** The directories of a usable cluster, made inside the NameNode, where it costs nothing. */
final class HdfsDirectories {
  private static final short TO_ALL_BUT_STICKY = (short) 01777;
  private static final short TO_OWNER = (short) 0755;

  private final NameNode nameNode;

  HdfsDirectories(NameNode nameNode) {
    this.nameNode = requireNonNull(nameNode, "nameNode is null");
  }

  private record Directory(String path, String owner, short permission) {}

  /** Makes those that are missing, leaves the others as they are, and then says so through JMX. */
  void layOut() throws IOException {
    NamenodeProtocols namesystem = nameNode.getRpcServer();
    for (Directory directory :
        directories(UserGroupInformation.getCurrentUser().getShortUserName())) {
      HdfsFileStatus present = namesystem.getFileInfo(directory.path());
      if (present == null) {
        awaitWritable();
        namesystem.mkdirs(directory.path(), FsPermission.createImmutable(TO_OWNER), true);
        // Explicitly, as the umask is taken off what mkdirs is given.
        namesystem.setPermission(
            directory.path(), FsPermission.createImmutable(directory.permission()));
        namesystem.setOwner(directory.path(), directory.owner(), directory.owner());
      }
    }
    announce();
  }

  private static List<Directory> directories(String superuser) {
    List<Directory> directories = new ArrayList<>();
    directories.add(new Directory("/tmp", superuser, TO_ALL_BUT_STICKY));
    directories.add(new Directory("/yarn-logs", superuser, TO_ALL_BUT_STICKY));
    directories.add(new Directory("/user", superuser, TO_OWNER));
    for (String user : new LabUsers(superuser).withHome()) {
      directories.add(new Directory("/user/" + user, user, TO_OWNER));
    }
    directories.add(new Directory("/heddle", LabUsers.OPERATOR, TO_OWNER));
    directories.add(new Directory("/heddle/specs", LabUsers.OPERATOR, TO_ALL_BUT_STICKY));
    return directories;
  }

  /** Only after a crash in the first seconds of a lab's life is something missing in safe mode. */
  private void awaitWritable() throws IOException {
    CountDownLatch never = new CountDownLatch(1);
    try {
      while (nameNode.isInSafeMode()) {
        boolean unused = never.await(20, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while HDFS is in safe mode", e);
    }
  }

  private static void announce() throws IOException {
    try {
      ManagementFactory.getPlatformMBeanServer()
          .registerMBean(new Directories(), new ObjectName("Heddle:service=Lab,name=Directories"));
    } catch (JMException e) {
      throw new IOException("cannot announce the directories", e);
    }
  }

  /** What JMX shows once the directories are there. */
  public interface DirectoriesMBean {
    boolean isReady();
  }

  static final class Directories implements DirectoriesMBean {
    @Override
    public boolean isReady() {
      return true;
    }
  }
}
