package dev.heddle.cli;

import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/** The local file system with a home directory of the test's choice. */
public final class HomeFileSystem extends LocalFileSystem {

  static final String HOME = "test.home";

  @Override
  public Path getHomeDirectory() {
    return makeQualified(new Path(getConf().get(HOME)));
  }
}
