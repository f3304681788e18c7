/**
 * The keyed work queue: which key is to be looked at next, and when.
 *
 * <p>In: keys, with a priority or a delay. Out: keys, each to one worker at a time (I8), none lost
 * (L3), none starved (L5), failing ones at growing distances (L4). Time and randomness are given.
 * Imports only {@code time}.
 */
package dev.heddle.reconciler.queue;
