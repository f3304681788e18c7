/**
 * Gives applications room in their quotas, first come first served.
 *
 * <p>In: Quotas and the applications that run or wait, as the store has them. Out: who is given
 * room or at which place in line he is, in the status of the application, and what is used, in that
 * of the Quota. {@link dev.heddle.operator.quota.QuotaLine} decides and is pure; one pass at a time
 * writes what it decided, so that no room is given twice. Knows nothing of YARN.
 */
package dev.heddle.operator.quota;
