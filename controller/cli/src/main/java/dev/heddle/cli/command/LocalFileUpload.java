package dev.heddle.cli.command;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.cli.terminal.CliException;
import dev.heddle.cli.terminal.Environment;
import dev.heddle.cli.upload.ContentStore;
import dev.heddle.crd.yaml.LocalFiles;
import dev.heddle.crd.yaml.Manifest;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Puts files of this machine where YARN can fetch them, and names that place in the resource. */
final class LocalFileUpload {

  private final Environment environment;
  private final boolean dryRun;

  LocalFileUpload(Environment environment, boolean dryRun) {
    this.environment = requireNonNull(environment, "environment is null");
    this.dryRun = dryRun;
  }

  /** The resource with every local file replaced by its URI in the cluster. */
  ObjectNode resolve(Manifest manifest, Path directory) {
    Map<String, String> places = new HashMap<>();
    for (LocalFiles.LocalFile file : LocalFiles.find(manifest.type(), manifest.tree())) {
      Path path = path(file.source(), directory);
      if (!Files.isRegularFile(path)) {
        throw new CliException(
            manifest.file() + ": " + file.field() + ": there is no file " + path,
            "write a path on this machine, or a URI such as hdfs:///envs/ds.tar.gz");
      }
      places.put(file.source(), dryRun ? path.toUri().toString() : upload(path));
    }
    // With nothing to replace, Hadoop's classes are never touched.
    return places.isEmpty()
        ? manifest.tree()
        : LocalFiles.replace(manifest.type(), manifest.tree(), places::get);
  }

  private String upload(Path path) {
    environment.progress("uploading " + path + " unless its content is there already");
    return ContentStore.ofCluster(environment.variables()).put(path).toString();
  }

  private static Path path(String source, Path directory) {
    return source.startsWith("file:")
        ? Path.of(URI.create(source).getPath())
        : directory.resolve(source).normalize();
  }
}
