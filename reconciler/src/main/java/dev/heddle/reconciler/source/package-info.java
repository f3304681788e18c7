/**
 * Where wake-ups come from: the store, a poll of the outside, timers, anybody.
 *
 * <p>In: changes of any kind. Out: keys to look at, never what happened to them. A source starts
 * when this process begins to lead and stops when it ends. Imports {@code time}, {@code queue} and
 * {@code cache}; never the runtime that starts it.
 */
package dev.heddle.reconciler.source;
