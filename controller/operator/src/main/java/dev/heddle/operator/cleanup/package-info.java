/**
 * Cleans up as CleanupPolicies say: observe, plan, guard, act.
 *
 * <p>In: policies, Notebooks and Applications, YARN's listing. Out: deletions and stops in the
 * store, kills of applications without a resource, what files they leave, status, events and
 * metrics. {@link dev.heddle.operator.cleanup.CleanupPlan} and {@link
 * dev.heddle.operator.cleanup.CleanupGuard} decide and are pure; only {@code CleanupPass} acts.
 * Idle notebooks are not stopped here: {@link dev.heddle.operator.cleanup.EffectiveCulling} says
 * what their culling is. Never imports Hadoop.
 */
package dev.heddle.operator.cleanup;
