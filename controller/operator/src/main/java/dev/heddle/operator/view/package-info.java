/**
 * Objects that nobody keeps: they are computed from others whenever somebody asks, and listed,
 * watched and selected like those that are kept.
 *
 * <p>In: an {@link dev.heddle.operator.store.ObjectStore} and what each view makes of its objects.
 * Out: an ObjectStore that serves both. Knows neither HTTP nor YARN, and nothing of any kind: the
 * views are made elsewhere.
 */
package dev.heddle.operator.view;
