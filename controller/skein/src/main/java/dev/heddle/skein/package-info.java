/**
 * Skein's protocol (gRPC), for programs written for Skein: a translation of its messages into what
 * the application master does anyway, and back. In: connections, from {@link
 * dev.heddle.appmaster.skein.SkeinProtocol}. Out: calls of {@link
 * dev.heddle.appmaster.skein.SkeinApplication}. Keeps nothing of its own but the watches of open
 * streams. This module is a file apart that only application masters load which are asked in that
 * protocol; nothing else may import it.
 */
package dev.heddle.skein;
