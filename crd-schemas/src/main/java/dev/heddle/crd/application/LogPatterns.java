package dev.heddle.crd.application;

import static java.util.Objects.requireNonNullElse;

import java.util.Optional;

/**
 * Which files of the containers' log directories YARN collects: Java regular expressions for whole
 * names. A file that both an include and an exclude match is left out.
 *
 * @param include of those collected at the end; without it, all
 * @param exclude of those not collected at the end
 * @param rolledInclude of those collected while the application runs; without it, none
 * @param rolledExclude of those not collected while it runs
 */
public record LogPatterns(
    Optional<String> include,
    Optional<String> exclude,
    Optional<String> rolledInclude,
    Optional<String> rolledExclude) {

  public LogPatterns {
    include = requireNonNullElse(include, Optional.empty());
    exclude = requireNonNullElse(exclude, Optional.empty());
    rolledInclude = requireNonNullElse(rolledInclude, Optional.empty());
    rolledExclude = requireNonNullElse(rolledExclude, Optional.empty());
  }
}
