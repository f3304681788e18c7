package dev.heddle.operator.source;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.crd.problem.FieldPath;
import dev.heddle.crd.problem.Position;
import dev.heddle.crd.schema.Defaults;
import dev.heddle.crd.yaml.FileProblem;
import dev.heddle.crd.yaml.LocalFiles;
import dev.heddle.crd.yaml.Manifest;
import dev.heddle.crd.yaml.ManifestReader;
import dev.heddle.crd.yaml.ManifestReport;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads manifests, and holds them to what a file in a source may say. */
final class HeddleManifests implements ManifestParser {

  /** The kinds that a file may declare. */
  static final List<ResourceType<?>> DECLARABLE = List.of(Kinds.NOTEBOOK, Kinds.APPLICATION);

  private final ManifestReader reader = new ManifestReader();

  @Override
  public FileReport parse(String path, byte[] content) {
    String namespace = SourceLayout.namespaceOf(path);
    ManifestReport read = reader.read(path, content);
    Collected collected = new Collected(namespace);
    read.problems().forEach(problem -> collected.problem(path, problem));
    read.manifests().forEach(collected::manifest);
    if (read.manifests().isEmpty() && read.isClean()) {
      collected.problems.add("the file declares nothing; remove it when that is meant");
      collected.unclear = true;
    }
    return new FileReport(
        collected.declared, collected.problems, collected.broken, collected.unclear);
  }

  /** What has been found so far in one file. */
  private static final class Collected {
    private final String namespace;
    private final List<Declared> declared = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final Set<ResourceKey> broken = new HashSet<>();
    private boolean unclear;

    Collected(String namespace) {
      this.namespace = requireNonNull(namespace, "namespace is null");
    }

    void problem(String path, FileProblem problem) {
      // The path is said beside the message already.
      problems.add(problem.toString().substring(path.length() + 1).strip());
      problem.resource().map(this::here).ifPresent(broken::add);
      unclear |= problem.resource().isEmpty();
    }

    private ResourceKey here(ResourceKey key) {
      return new ResourceKey(key.kind(), namespace, key.name());
    }

    void manifest(Manifest manifest) {
      ResourceKey key = here(manifest.key());
      int before = problems.size();
      FieldPath metadata = FieldPath.of("metadata");
      if (!DECLARABLE.contains(manifest.type())) {
        refuse(
            manifest,
            FieldPath.of("kind"),
            "a file here declares a Notebook or an Application, not a "
                + manifest.type().kind()
                + (manifest.type().namespaced()
                    ? ""
                    : "; what is for the whole installation comes from heddle apply or kubectl"));
        return;
      }
      if (key.name().isEmpty()) {
        refuse(
            manifest,
            metadata.field("generateName"),
            "a file is applied again and again, so it must give a name; write metadata.name");
        unclear = true;
        return;
      }
      String written = manifest.key().namespace();
      if (!written.isEmpty() && !written.equals(namespace)) {
        refuse(
            manifest,
            metadata.field("namespace"),
            "found "
                + written
                + ", and the file lies in the namespace "
                + namespace
                + "; leave the field out, or move the file");
      }
      for (String reserved : Tracking.RESERVED) {
        if (manifest.tree().path("metadata").path("annotations").has(reserved)) {
          refuse(
              manifest,
              metadata.field("annotations").field(reserved),
              "this annotation is set by Heddle alone; leave it out");
        }
      }
      for (LocalFiles.LocalFile file : LocalFiles.find(manifest.type(), manifest.tree())) {
        refuse(
            manifest,
            file.field(),
            file.source()
                + " is a path on one machine, which YARN can't fetch; put the file on the cluster's"
                + " file system and write its URI, such as hdfs:///envs/ds.tar.gz");
      }
      if (problems.size() > before) {
        broken.add(key);
        return;
      }
      JsonNode spec = Defaults.apply(manifest.type(), manifest.tree()).path("spec");
      declared.add(
          new Declared(
              manifest.type(),
              key,
              manifest.tree(),
              "line " + manifest.position().line(),
              Optional.ofNullable(spec.get("user")).map(JsonNode::asText),
              spec.path("queue").asText("")));
    }

    private void refuse(Manifest manifest, FieldPath field, String message) {
      Position at = manifest.position(field).orElse(manifest.position());
      problems.add(at + ": " + field + ": " + message);
    }
  }
}
