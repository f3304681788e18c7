package dev.heddle.crd.application;

import static java.util.Objects.requireNonNullElse;

import java.util.List;

/**
 * Who, besides the application's user, may see and change it in YARN.
 *
 * @param enable whether the lists below are passed to YARN
 * @param viewUsers users who may see it; {@code *} means all
 * @param viewGroups groups who may see it
 * @param modifyUsers users who may change or kill it
 * @param modifyGroups groups who may change or kill it
 */
public record Acls(
    boolean enable,
    List<String> viewUsers,
    List<String> viewGroups,
    List<String> modifyUsers,
    List<String> modifyGroups) {

  public Acls {
    viewUsers = List.copyOf(requireNonNullElse(viewUsers, List.of()));
    viewGroups = List.copyOf(requireNonNullElse(viewGroups, List.of()));
    modifyUsers = List.copyOf(requireNonNullElse(modifyUsers, List.of()));
    modifyGroups = List.copyOf(requireNonNullElse(modifyGroups, List.of()));
  }
}
