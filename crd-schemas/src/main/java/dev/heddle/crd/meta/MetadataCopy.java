package dev.heddle.crd.meta;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;

/** Copies a record with its {@code metadata} component replaced; one a record class, cached. */
final class MetadataCopy {

  private static final ClassValue<MetadataCopy> COPIES =
      new ClassValue<>() {
        @Override
        protected MetadataCopy computeValue(Class<?> type) {
          return new MetadataCopy(type);
        }
      };

  private final Constructor<?> constructor;
  private final Method[] accessors;
  private final int metadataIndex;

  private MetadataCopy(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    if (components == null) {
      throw new IllegalArgumentException(type.getName() + " is not a record");
    }
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    this.metadataIndex = Arrays.asList(types).indexOf(ObjectMeta.class);
    if (metadataIndex < 0) {
      throw new IllegalArgumentException(type.getName() + " has no metadata component");
    }
    this.accessors =
        Arrays.stream(components).map(RecordComponent::getAccessor).toArray(Method[]::new);
    try {
      this.constructor = type.getDeclaredConstructor(types);
    } catch (NoSuchMethodException e) {
      throw new IllegalArgumentException(type.getName() + " has no canonical constructor", e);
    }
    constructor.setAccessible(true);
    for (Method accessor : accessors) {
      accessor.setAccessible(true);
    }
  }

  static <R extends Resource> R copy(Class<R> type, R resource, ObjectMeta metadata) {
    MetadataCopy copy = COPIES.get(type);
    try {
      Object[] arguments = new Object[copy.accessors.length];
      for (int i = 0; i < arguments.length; i++) {
        arguments[i] = i == copy.metadataIndex ? metadata : copy.accessors[i].invoke(resource);
      }
      return type.cast(copy.constructor.newInstance(arguments));
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException("cannot copy a " + type.getSimpleName(), e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException("cannot copy a " + type.getSimpleName(), e);
    }
  }
}
