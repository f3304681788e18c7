/**
 * Finds out whether somebody, or something, works with the Jupyter server in this container.
 *
 * <p>In: what the server's API says of kernels and terminals, asked in a way that is no activity
 * itself, and what {@code /proc} says of the container's processes. Out: an {@link
 * dev.heddle.appmaster.protocol.ActivityReport}. {@link dev.heddle.appmaster.activity.ActivityBook}
 * is pure and reckons in time that no clock can move; whether a notebook is to be stopped is
 * decided elsewhere.
 */
package dev.heddle.appmaster.activity;
