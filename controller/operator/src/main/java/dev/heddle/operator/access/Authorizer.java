package dev.heddle.operator.access;

import dev.heddle.crd.rbac.PolicyRule;
import dev.heddle.crd.rbac.RoleRef;
import java.util.List;
import java.util.Optional;

/** Decides who may do what. */
public interface Authorizer {

  /** May ask the store for the newest rights, and so may throw its exception. */
  Decision decide(User user, Attributes wanted);

  /** By the rights that are known here; never waits. */
  Decision decideAtOnce(User user, Attributes wanted);

  /** All that somebody may do in a namespace, or, when that is empty, in the whole cluster. */
  List<PolicyRule> rules(User user, String namespace);

  /** The rules of a role; empty when there is no such role. */
  Optional<List<PolicyRule>> rulesOf(RoleRef role, String namespace);
}
