package dev.heddle.operator.config;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.source.SourceSpec;

/**
 * A source that the operator declares itself at its start.
 *
 * @param name the name of the Source object
 * @param spec its spec
 */
public record SourceConfig(String name, SourceSpec spec) {

  public SourceConfig {
    requireNonNull(name, "name is null");
    requireNonNull(spec, "spec is null");
  }
}
