package dev.heddle.cli.command;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.cli.terminal.CliException;
import dev.heddle.cli.terminal.Environment;
import dev.heddle.cli.upload.ContentStore;
import dev.heddle.crd.yaml.LocalFiles;
import dev.heddle.crd.yaml.Manifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Puts files of this machine where YARN can fetch them, and names that place in the resource. */
final class LocalFileUpload {

  /** More of them wait for the same disk and network. */
  private static final int AT_A_TIME = 4;

  private final Environment environment;
  private final boolean dryRun;

  LocalFileUpload(Environment environment, boolean dryRun) {
    this.environment = requireNonNull(environment, "environment is null");
    this.dryRun = dryRun;
  }

  /** The resource with every local file replaced by its URI in the cluster. */
  ObjectNode resolve(Manifest manifest, Path directory) {
    Map<String, Path> files = new LinkedHashMap<>();
    for (LocalFiles.LocalFile file : LocalFiles.find(manifest.type(), manifest.tree())) {
      Path path = path(file.source(), directory);
      if (!Files.isRegularFile(path)) {
        throw new CliException(
            manifest.file() + ": " + file.field() + ": there is no file " + path,
            "write a path on this machine, or a URI such as hdfs:///envs/ds.tar.gz");
      }
      files.put(file.source(), path);
    }
    // With nothing to replace, Hadoop's classes are never touched.
    if (files.isEmpty()) {
      return manifest.tree();
    }
    Map<String, String> places = dryRun ? asTheyAre(files) : upload(files);
    return LocalFiles.replace(manifest.type(), manifest.tree(), places::get);
  }

  private static Map<String, String> asTheyAre(Map<String, Path> files) {
    Map<String, String> places = new HashMap<>();
    files.forEach((source, path) -> places.put(source, path.toUri().toString()));
    return places;
  }

  private Map<String, String> upload(Map<String, Path> files) {
    ContentStore store = ContentStore.ofCluster(environment.variables());
    ExecutorService threads = Executors.newFixedThreadPool(Math.min(AT_A_TIME, files.size()));
    try {
      Map<String, CompletableFuture<String>> uploads = new LinkedHashMap<>();
      files.forEach(
          (source, path) ->
              uploads.put(
                  source, CompletableFuture.supplyAsync(() -> upload(store, path), threads)));
      Map<String, String> places = new HashMap<>();
      uploads.forEach((source, upload) -> places.put(source, upload.join()));
      return places;
    } catch (CompletionException e) {
      throw e.getCause() instanceof CliException told ? told : e;
    } finally {
      threads.shutdownNow();
    }
  }

  private String upload(ContentStore store, Path path) {
    environment.progress("uploading " + path + " unless its content is there already");
    try {
      UploadProgress progress = new UploadProgress(environment, path, Files.size(path));
      return store.put(path, progress::sent).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path path(String source, Path directory) {
    return source.startsWith("file:")
        ? Path.of(URI.create(source).getPath())
        : directory.resolve(source).normalize();
  }
}
