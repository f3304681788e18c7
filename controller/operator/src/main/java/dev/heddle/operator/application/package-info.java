/**
 * Keeps one YARN application as each Application says: observe, plan, act.
 *
 * <p>In: Applications, what YARN and the agents report. Out: submissions, stops, status and events.
 * {@link dev.heddle.operator.application.ApplicationPlan} decides and is pure; only {@link
 * dev.heddle.operator.application.ApplicationReconciler} acts. Never imports Hadoop.
 */
package dev.heddle.operator.application;
