package dev.heddle.crd.json;

import dev.heddle.crd.application.Application;
import dev.heddle.crd.core.ConfigMap;
import dev.heddle.crd.core.Event;
import dev.heddle.crd.core.Lease;
import dev.heddle.crd.core.Namespace;
import dev.heddle.crd.core.Secret;
import dev.heddle.crd.core.Viewed;
import dev.heddle.crd.meta.Resource;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.crd.notebook.Notebook;
import dev.heddle.crd.notebook.NotebookClass;
import dev.heddle.crd.policy.CleanupPolicy;
import dev.heddle.crd.quota.Quota;
import dev.heddle.crd.rbac.ClusterRole;
import dev.heddle.crd.rbac.ClusterRoleBinding;
import dev.heddle.crd.rbac.Role;
import dev.heddle.crd.rbac.RoleBinding;
import dev.heddle.crd.rbac.Subject;
import dev.heddle.crd.source.Source;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The kinds that Heddle serves. */
public final class Kinds {

  public static final String GROUP = "heddle.dev";

  public static final ResourceType<Notebook> NOTEBOOK =
      new ResourceType<>(
          GROUP, "v1", "Notebook", "notebooks", "notebook", List.of("nb"), true, Notebook.class);
  public static final ResourceType<Application> APPLICATION =
      new ResourceType<>(
          GROUP,
          "v1",
          "Application",
          "applications",
          "application",
          List.of("app"),
          true,
          Application.class);
  public static final ResourceType<Source> SOURCE =
      new ResourceType<>(
          GROUP, "v1", "Source", "sources", "source", List.of("src"), false, Source.class);
  public static final ResourceType<NotebookClass> NOTEBOOK_CLASS =
      new ResourceType<>(
          GROUP,
          "v1",
          "NotebookClass",
          "notebookclasses",
          "notebookclass",
          List.of("nbc"),
          false,
          NotebookClass.class);

  public static final ResourceType<Quota> QUOTA =
      new ResourceType<>(
          GROUP, "v1", "Quota", "quotas", "quota", List.of("qt"), false, Quota.class);

  public static final ResourceType<CleanupPolicy> CLEANUP_POLICY =
      new ResourceType<>(
          GROUP,
          "v1",
          "CleanupPolicy",
          "cleanuppolicies",
          "cleanuppolicy",
          List.of("cp"),
          false,
          CleanupPolicy.class);
  public static final ResourceType<Namespace> NAMESPACE =
      new ResourceType<>(
          "", "v1", "Namespace", "namespaces", "namespace", List.of("ns"), false, Namespace.class);
  public static final ResourceType<Event> EVENT =
      new ResourceType<>("", "v1", "Event", "events", "event", List.of("ev"), true, Event.class);
  public static final ResourceType<Secret> SECRET =
      new ResourceType<>("", "v1", "Secret", "secrets", "secret", List.of(), true, Secret.class);

  public static final ResourceType<ConfigMap> CONFIG_MAP =
      new ResourceType<>(
          "", "v1", "ConfigMap", "configmaps", "configmap", List.of("cm"), true, ConfigMap.class);
  public static final ResourceType<Lease> LEASE =
      new ResourceType<>(
          "coordination.k8s.io", "v1", "Lease", "leases", "lease", List.of(), true, Lease.class);
  public static final ResourceType<Role> ROLE =
      new ResourceType<>(Subject.RBAC, "v1", "Role", "roles", "role", List.of(), true, Role.class);
  public static final ResourceType<ClusterRole> CLUSTER_ROLE =
      new ResourceType<>(
          Subject.RBAC,
          "v1",
          "ClusterRole",
          "clusterroles",
          "clusterrole",
          List.of(),
          false,
          ClusterRole.class);
  public static final ResourceType<RoleBinding> ROLE_BINDING =
      new ResourceType<>(
          Subject.RBAC,
          "v1",
          "RoleBinding",
          "rolebindings",
          "rolebinding",
          List.of(),
          true,
          RoleBinding.class);
  public static final ResourceType<ClusterRoleBinding> CLUSTER_ROLE_BINDING =
      new ResourceType<>(
          Subject.RBAC,
          "v1",
          "ClusterRoleBinding",
          "clusterrolebindings",
          "clusterrolebinding",
          List.of(),
          false,
          ClusterRoleBinding.class);

  /** A container of YARN, computed from the Application that it belongs to. */
  public static final ResourceType<Viewed> POD =
      new ResourceType<>("", "v1", "Pod", "pods", "pod", List.of("po"), true, Viewed.class);

  /** Where an Application serves, computed from it. */
  public static final ResourceType<Viewed> SERVICE =
      new ResourceType<>(
          "", "v1", "Service", "services", "service", List.of("svc"), true, Viewed.class);

  /** The core group's events in the words of a newer group. */
  public static final ResourceType<Viewed> NEW_EVENT =
      new ResourceType<>(
          "events.k8s.io", "v1", "Event", "events", "event", List.of("ev"), true, Viewed.class);

  /** What Heddle's own kinds look like. */
  public static final ResourceType<Viewed> CUSTOM_RESOURCE_DEFINITION =
      new ResourceType<>(
          "apiextensions.k8s.io",
          "v1",
          "CustomResourceDefinition",
          "customresourcedefinitions",
          "customresourcedefinition",
          List.of("crd", "crds"),
          false,
          Viewed.class);

  private static final List<ResourceType<?>> VIEWED =
      List.of(POD, SERVICE, NEW_EVENT, CUSTOM_RESOURCE_DEFINITION);

  private static final List<ResourceType<?>> ALL =
      List.of(
          NOTEBOOK,
          APPLICATION,
          SOURCE,
          NOTEBOOK_CLASS,
          QUOTA,
          CLEANUP_POLICY,
          NAMESPACE,
          EVENT,
          SECRET,
          CONFIG_MAP,
          LEASE,
          ROLE,
          CLUSTER_ROLE,
          ROLE_BINDING,
          CLUSTER_ROLE_BINDING);

  private static final List<ResourceType<?>> SERVED =
      Stream.concat(ALL.stream(), VIEWED.stream()).toList();

  private Kinds() {}

  /** The kinds whose objects are kept. */
  public static List<ResourceType<?>> all() {
    return ALL;
  }

  /** The kinds whose objects are computed from others: the API serves them, nobody writes them. */
  public static List<ResourceType<?>> viewed() {
    return VIEWED;
  }

  /** All kinds that the API serves. */
  public static List<ResourceType<?>> served() {
    return SERVED;
  }

  /** The type of objects with that apiVersion and kind. */
  public static Optional<ResourceType<?>> byKind(String apiVersion, String kind) {
    return ALL.stream()
        .filter(t -> t.kind().equals(kind) && t.apiVersion().equals(apiVersion))
        .findFirst();
  }

  /** The type that a URL names. */
  public static Optional<ResourceType<?>> byPlural(String group, String version, String plural) {
    return SERVED.stream()
        .filter(
            t ->
                t.group().equals(group) && t.version().equals(version) && t.plural().equals(plural))
        .findFirst();
  }

  /** The type that a person means: plural, singular, kind or short name, in any case. */
  public static Optional<ResourceType<?>> byAnyName(String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    return ALL.stream()
        .filter(
            t ->
                t.plural().equals(lower)
                    || t.singular().equals(lower)
                    || t.kind().toLowerCase(Locale.ROOT).equals(lower)
                    || t.shortNames().contains(lower))
        .findFirst();
  }

  /** The type of a resource in hand. */
  @SuppressWarnings("unchecked") // the registry pairs each kind with its own record
  public static <R extends Resource> ResourceType<R> of(R resource) {
    return (ResourceType<R>)
        byKind(resource.apiVersion(), resource.kind())
            .orElseThrow(() -> new IllegalArgumentException("unknown kind " + resource.kind()));
  }
}
