/**
 * The life of the supervised process as pure planning: a {@link
 * dev.heddle.appmaster.service.Service} and one event go in, the next service and a list of actions
 * come out. Nothing here may read a clock, a file or a process.
 */
package dev.heddle.appmaster.service;
