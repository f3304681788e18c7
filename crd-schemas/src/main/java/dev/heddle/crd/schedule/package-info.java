/**
 * When things are due by the calendar: cron expressions and working hours, in a time zone.
 *
 * <p>In: {@link dev.heddle.crd.application.Schedule} and a moment. Out: whether that is inside the
 * hours, and the boundaries around it. Imports {@code application} and {@code problem}; knows no
 * clock.
 */
package dev.heddle.crd.schedule;
