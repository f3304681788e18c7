package dev.heddle.cli.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.cli.terminal.CliException;
import dev.heddle.cli.terminal.TreeText;
import dev.heddle.crd.tree.Document;
import dev.heddle.crd.tree.DocumentReader;
import dev.heddle.crd.tree.Limits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** The file from which kubectl and its like know whom to ask and as whom. */
public final class Kubeconfig {

  /** What Heddle's cluster, user and context are called in it. */
  public static final String NAME = "heddle";

  private Kubeconfig() {}

  /**
   * What is written of one operator.
   *
   * @param server its address
   * @param certificateAuthority in PEM; empty where the machine trusts it anyway
   * @param token to be known by
   * @param certificate to be known by, in PEM
   * @param key of the certificate, in PEM
   * @param namespace that is meant when none is named
   */
  public record Entry(
      URI server,
      Optional<String> certificateAuthority,
      Optional<String> token,
      Optional<String> certificate,
      Optional<String> key,
      Optional<String> namespace) {

    public Entry {
      requireNonNull(server, "server is null");
      requireNonNull(certificateAuthority, "certificateAuthority is null");
      requireNonNull(token, "token is null");
      requireNonNull(certificate, "certificate is null");
      requireNonNull(key, "key is null");
      requireNonNull(namespace, "namespace is null");
    }

    /** Of what the command line itself uses. */
    public static Entry of(ClientConfig config) {
      return new Entry(
          config.server().orElseThrow(),
          config.certificateAuthority().map(Entry::text),
          config.tokenFile().map(file -> text(file).strip()),
          config.certificate().map(Entry::text),
          config.key().map(Entry::text),
          config.namespace());
    }

    private static String text(Path file) {
      try {
        return Files.readString(file, UTF_8);
      } catch (IOException e) {
        throw new CliException(file + " can't be read: " + e, "is it yours?", e);
      }
    }

    /** Never shows what one is known by (I15). */
    @Override
    public String toString() {
      return "Entry[" + server + "]";
    }
  }

  /**
   * Puts the context {@code heddle} into the file; whatever else is in it stays.
   *
   * @param use whether it becomes the current context, too, which it does in a new file
   */
  public static void write(Path file, Entry entry, boolean use) {
    Path real = real(file);
    ObjectNode root = Files.exists(real) ? read(real) : JsonNodeFactory.instance.objectNode();
    root.put("apiVersion", "v1").put("kind", "Config");
    put(root, "clusters", "cluster", cluster(entry));
    put(root, "users", "user", user(entry));
    ObjectNode context =
        JsonNodeFactory.instance.objectNode().put("cluster", NAME).put("user", NAME);
    entry.namespace().ifPresent(namespace -> context.put("namespace", namespace));
    put(root, "contexts", "context", context);
    if (use || root.path("current-context").asText("").isEmpty()) {
      root.put("current-context", NAME);
    }
    save(real, TreeText.yaml(root));
  }

  /** Where a link leads: the link itself stays. */
  private static Path real(Path file) {
    try {
      return Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ObjectNode read(Path file) {
    try {
      byte[] text = Files.readAllBytes(file);
      List<Document> documents = new DocumentReader(Limits.standard()).read(file.toString(), text);
      if (documents.isEmpty()) {
        return JsonNodeFactory.instance.objectNode();
      }
      return documents.stream()
          .filter(document -> documents.size() == 1 && document.problems().isEmpty())
          .flatMap(document -> document.tree().stream())
          .map(tree -> tree.root())
          .filter(ObjectNode.class::isInstance)
          .map(tree -> (ObjectNode) tree.deepCopy())
          .findFirst()
          .orElseThrow(
              () ->
                  new CliException(
                      file + " is not a kubeconfig that can be read", "nothing was changed in it"));
    } catch (IOException e) {
      throw new CliException(file + " can't be read: " + e, "nothing was changed in it", e);
    }
  }

  private static ObjectNode cluster(Entry entry) {
    String server = entry.server().toString().replaceAll("/+$", "");
    ObjectNode cluster = JsonNodeFactory.instance.objectNode().put("server", server);
    entry
        .certificateAuthority()
        .ifPresent(pem -> cluster.put("certificate-authority-data", base64(pem)));
    return cluster;
  }

  private static ObjectNode user(Entry entry) {
    ObjectNode user = JsonNodeFactory.instance.objectNode();
    if (entry.certificate().isPresent()) {
      user.put("client-certificate-data", base64(entry.certificate().get()));
      user.put("client-key-data", base64(entry.key().orElse("")));
    } else {
      user.put("token", entry.token().orElse(""));
    }
    return user;
  }

  private static String base64(String pem) {
    return Base64.getEncoder().encodeToString(pem.getBytes(US_ASCII));
  }

  private static void put(ObjectNode root, String list, String field, ObjectNode value) {
    ArrayNode all = root.path(list) instanceof ArrayNode existing ? existing : root.putArray(list);
    for (JsonNode each : all) {
      if (each.path("name").asText("").equals(NAME) && each instanceof ObjectNode own) {
        own.set(field, value);
        return;
      }
    }
    all.addObject().put("name", NAME).set(field, value);
  }

  /** Whole or not at all, and for its owner only. */
  private static void save(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Path aside =
          Files.createTempFile(
              file.getParent(),
              ".kubeconfig",
              "",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(aside, text, UTF_8);
      Files.move(aside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("can't write " + file, e);
    }
  }
}
