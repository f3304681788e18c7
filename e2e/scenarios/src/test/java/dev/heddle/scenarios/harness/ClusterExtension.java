package dev.heddle.scenarios.harness;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Starts the cluster before the first class that needs it, and stops it after the last test. */
public final class ClusterExtension implements BeforeAllCallback, ParameterResolver {

  private static final Namespace NAMESPACE = Namespace.create(ClusterExtension.class);

  @Override
  public void beforeAll(ExtensionContext context) {
    shared(context).awaitReady();
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Cluster.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return shared(context);
  }

  private static Cluster shared(ExtensionContext context) {
    int nodes = context.getRequiredTestClass().getAnnotation(OnCluster.class).nodes();
    // The root's store is closed after the last test of the run, and with it the cluster.
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(nodes, Cluster::start, Cluster.class);
  }
}
