package dev.heddle.appmaster.master;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.JsonObject;

/**
 * What an attempt leaves in the staging directory: for the next one, what it knew of the services;
 * for containers, where it can be reached.
 *
 * @param fleet what was known, as JSON; empty when nothing was yet
 */
public record MasterRecord(String host, int port, String fleet) {
  public MasterRecord {
    requireNonNull(host, "host is null");
    requireNonNull(fleet, "fleet is null");
  }

  public String toJson() {
    return JsonObject.create().put("host", host).put("port", port).put("fleet", fleet).toString();
  }

  public static MasterRecord fromJson(String text) {
    JsonObject json = JsonObject.parse(text);
    return new MasterRecord(
        json.string("host"), Math.toIntExact(json.integer("port")), json.string("fleet"));
  }
}
