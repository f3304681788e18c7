/**
 * The kind Quota: how much notebooks and applications may use at one time.
 *
 * <p>Plain records, as the store and the API spell them. Who is given room is decided by the
 * operator.
 */
package dev.heddle.crd.quota;
