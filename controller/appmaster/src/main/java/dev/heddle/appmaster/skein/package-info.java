/**
 * What programs that were written for Skein can reach. The port is listened at from the start; the
 * library that speaks Skein's protocol is loaded from a file of its own when the first of them
 * connects. Requests come in through {@link dev.heddle.appmaster.skein.SkeinApplication}, answers
 * go out the same way. Must never import that library, nor YARN.
 */
package dev.heddle.appmaster.skein;
