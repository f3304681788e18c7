/**
 * The life of an application's service containers, from the wish for one to its end: {@link
 * dev.heddle.appmaster.master.MasterPlan} decides and is pure, {@link
 * dev.heddle.appmaster.master.Master} carries events to it and has its actions performed. What YARN
 * and the containers' agents say comes in; asks, launches and stops go out, and one end. Must never
 * import Hadoop.
 */
package dev.heddle.appmaster.master;
