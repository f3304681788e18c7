/**
 * Who set which field: server-side apply and the keeping of {@code metadata.managedFields}.
 *
 * <p>In: the live object, what a writer sends, its name, the time. Out: the object to be stored
 * with the owners of its fields, or the conflicts. Which parts of an object have owners of their
 * own follows from its {@link dev.heddle.crd.schema.Schema}. Pure functions on JSON trees: knows no
 * store, no network, no clock.
 */
package dev.heddle.crd.apply;
