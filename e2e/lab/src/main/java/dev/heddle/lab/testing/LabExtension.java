package dev.heddle.lab.testing;

import dev.heddle.lab.Lab;
import java.util.Optional;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Starts the shared lab before the first class that needs it and stops it after the last test of
 * the run.
 */
public final class LabExtension implements BeforeAllCallback, ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(LabExtension.class);

  @Override
  public void beforeAll(ExtensionContext context) {
    shared(context).lab().awaitReady();
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == Lab.class || type == LabFileSystem.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    SharedLab shared = shared(context);
    return parameter.getParameter().getType() == Lab.class ? shared.lab() : shared.fileSystem();
  }

  private static SharedLab shared(ExtensionContext context) {
    OnLab.Kind kind =
        Optional.ofNullable(context.getRequiredTestClass().getAnnotation(OnLab.class))
            .map(OnLab::value)
            .orElse(OnLab.Kind.ONE_JVM);
    // The root's store is closed after the last test of the run, and with it the lab.
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(kind, SharedLab::start, SharedLab.class);
  }
}
