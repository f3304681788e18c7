package dev.heddle.appmaster.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;

/**
 * All services of an application that have containers of their own. It comes to the application
 * master with its credentials, which are the same for each attempt, have room for long scripts and
 * are not copied into logs, as the environment is.
 *
 * @param services in the order in which they are listed and asked for; a service comes after those
 *     it depends on
 * @param generation of the resource that said so
 * @param acls YARN's access lists by YARN's name of the access
 */
public record ServicesSpec(List<ServiceSpec> services, long generation, Map<String, String> acls) {
  /** Secret key of the application master's credentials. */
  public static final String SECRET = "heddle.services";

  /** What YARN's state store, a znode, has room for beside everything else. */
  public static final int MAX_BYTES = 512 * 1024;

  public ServicesSpec {
    services = List.copyOf(services);
    acls = Map.copyOf(acls);
  }

  /** Where a service stands in the list; the request for a container carries it. */
  public int ordinal(String service) {
    for (int i = 0; i < services.size(); i++) {
      if (services.get(i).name().equals(service)) {
        return i;
      }
    }
    throw new IllegalArgumentException("no service " + service);
  }

  public ServiceSpec service(String name) {
    return services.get(ordinal(name));
  }

  public byte[] toBytes() {
    return JsonObject.create()
        .putObjects("services", services.stream().map(ServiceSpec::toJson).toList())
        .put("generation", generation)
        .put("acls", acls)
        .toString()
        .getBytes(UTF_8);
  }

  public static ServicesSpec fromBytes(byte[] bytes) {
    JsonObject json = JsonObject.parse(new String(bytes, UTF_8));
    return new ServicesSpec(
        json.objectList("services").stream().map(ServiceSpec::fromJson).toList(),
        json.integer("generation"),
        json.stringMap("acls"));
  }
}
