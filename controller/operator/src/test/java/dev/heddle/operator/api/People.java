package dev.heddle.operator.api;

import static dev.heddle.operator.api.RunningApi.tree;

import dev.heddle.crd.json.Kinds;
import dev.heddle.operator.access.ConfiguredAccess;
import dev.heddle.operator.api.RunningApi.Lines;
import dev.heddle.operator.api.RunningApi.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A running API with people of different rights, each known by a token of the token file. */
final class People implements AutoCloseable {

  /** Their tokens are their names and what makes them long enough. */
  static final String SECRET = "-0123456789abcdef";

  final RunningApi api;
  final Path tokens;

  People(Path directory) throws IOException {
    tokens = directory.resolve("tokens.csv");
    write(
        """
        # token,user,uid,groups
        viewer%1$s,viewer,u1,readers
        editor%1$s,editor,u2,"team-a,writers"
        owner%1$s,owner
        stranger%1$s,stranger,,
        root%1$s,root,u0,"wheel"
        """
            .formatted(SECRET));
    api =
        new RunningApi(
            directory,
            ApiSettings.ofDefault("ada"),
            Optional.empty(),
            new ConfiguredAccess(
                Set.of("root"),
                Map.of("team-a", new ConfiguredAccess.Owners(Set.of("owner"), Set.of())),
                user -> Set.of()),
            Optional.of(StaticTokens.open(tokens)));
    bind("viewers", "view", "Group", "readers");
    bind("editors", "edit", "User", "editor");
  }

  void write(String text) throws IOException {
    Path aside = Files.createTempFile(tokens.getParent(), "tokens", ".tmp");
    Files.writeString(aside, text);
    Files.setPosixFilePermissions(aside, PosixFilePermissions.fromString("rw-------"));
    Files.move(
        aside,
        tokens,
        java.nio.file.StandardCopyOption.REPLACE_EXISTING,
        java.nio.file.StandardCopyOption.ATOMIC_MOVE);
  }

  void bind(String name, String role, String kind, String subject) {
    api.store.create(Kinds.ROLE_BINDING, binding(name, role, kind, subject));
  }

  void unbind(String name) {
    api.store.delete(
        Kinds.ROLE_BINDING,
        "team-a",
        name,
        dev.heddle.reconciler.store.ResourceStore.Preconditions.none());
  }

  static com.fasterxml.jackson.databind.node.ObjectNode binding(
      String name, String role, String kind, String subject) {
    return tree(
        """
        {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding",
         "metadata": {"name": "%s", "namespace": "team-a"},
         "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "%s"},
         "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "%s", "name": "%s"}]}
        """
            .formatted(name, role, kind, subject));
  }

  /** A request by one of them. */
  Reply as(String user, String method, String path, String body, String... headers) {
    var request =
        api.request(path)
            .header("Authorization", "Bearer " + user + SECRET)
            .header(
                "Content-Type",
                method.equals("PATCH") ? "application/merge-patch+json" : "application/json")
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return api.exchange(request.build());
  }

  Reply get(String user, String path, String... headers) {
    return as(user, "GET", path, "", headers);
  }

  /** A stream for somebody. */
  Lines stream(String token, String path) {
    try {
      return new Lines(
          api.http.send(
              api.request(path).header("Authorization", "Bearer " + token).build(),
              java.net.http.HttpResponse.BodyHandlers.ofInputStream()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The lines of the audit so far, as trees. */
  List<com.fasterxml.jackson.databind.node.ObjectNode> audit() {
    return api.audit.stream().map(RunningApi::tree).toList();
  }

  @Override
  public void close() {
    api.close();
  }
}
