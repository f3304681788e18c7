/**
 * Containers of YARN as Kubernetes clients know them: Pods and Services, made of Applications.
 *
 * <p>In: an Application with its status. Out: views for {@code dev.heddle.operator.view}, and the
 * names of pods. Pure; knows neither HTTP nor YARN nor the store.
 */
package dev.heddle.operator.pod;
