package dev.heddle.skein;

import dev.heddle.skein.proto.Skein;

/** Instances of services, which are one word here and two fields in Skein's messages. */
final class Instances {
  private Instances() {}

  static String name(Skein.ContainerInstance instance) {
    return instance.getServiceName() + "_" + instance.getInstance();
  }

  static Skein.ContainerInstance of(String name) {
    int bar = name.lastIndexOf('_');
    Skein.ContainerInstance.Builder instance = Skein.ContainerInstance.newBuilder();
    if (bar > 0 && name.substring(bar + 1).matches("\\d{1,9}")) {
      return instance
          .setServiceName(name.substring(0, bar))
          .setInstance(Integer.parseInt(name.substring(bar + 1)))
          .build();
    }
    return instance.setServiceName(name).build();
  }
}
