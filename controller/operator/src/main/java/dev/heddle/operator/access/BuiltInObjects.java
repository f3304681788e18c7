package dev.heddle.operator.access;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.rbac.ClusterRole;
import dev.heddle.crd.rbac.ClusterRoleBinding;
import dev.heddle.crd.rbac.PolicyRule;
import dev.heddle.reconciler.store.ResourceStore;
import dev.heddle.reconciler.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The built-in roles and bindings as objects, so that people see them. They hold without, too; what
 * somebody has added to one stays.
 */
public final class BuiltInObjects {

  private final ResourceStore store;

  /** With the store of a process that leads: others must not write. */
  public BuiltInObjects(ResourceStore store) {
    this.store = requireNonNull(store, "store is null");
  }

  /**
   * Makes what is missing, and puts back what was taken away.
   *
   * @throws StoreException when the store can't be written; to be repeated
   */
  public void ensure() {
    BuiltInRoles.roles().values().forEach(this::ensure);
    for (ClusterRoleBinding binding : BuiltInRoles.bindings()) {
      if (store.get(Kinds.CLUSTER_ROLE_BINDING, "", binding.metadata().name()).isEmpty()) {
        store.create(Kinds.CLUSTER_ROLE_BINDING, binding);
      }
    }
  }

  private void ensure(ClusterRole role) {
    Optional<ClusterRole> there = store.get(Kinds.CLUSTER_ROLE, "", role.metadata().name());
    if (there.isEmpty()) {
      store.create(Kinds.CLUSTER_ROLE, role);
      return;
    }
    List<PolicyRule> missing = Rules.missing(there.get().rules(), role.rules());
    if (!missing.isEmpty()) {
      List<PolicyRule> rules = new ArrayList<>(there.get().rules());
      rules.addAll(missing);
      store.update(
          Kinds.CLUSTER_ROLE,
          new ClusterRole(
              there.get().metadata(),
              rules,
              there.get().aggregationRule().or(role::aggregationRule)));
    }
  }
}
