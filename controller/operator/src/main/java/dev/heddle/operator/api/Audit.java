package dev.heddle.operator.api;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.operator.access.Attributes;
import dev.heddle.operator.access.User;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Writes a line of JSON for each write, each refusal and each access to the inside of an
 * application: who, what, from where, with which result. Never a body, a header or a parameter
 * (I15).
 */
final class Audit {

  /** Sub-resources that reach into what runs, whatever the verb. */
  private static final Set<String> INSIDE =
      Set.of("kv", "log", "skein", "exec", "attach", "portforward");

  private static final Set<String> READS = Set.of("get", "list", "watch");

  /** Questions about rights change nothing. */
  private static final Set<String> QUESTIONS =
      Set.of("authorization.k8s.io", "authentication.k8s.io");

  private final AuditLog log;
  private final Clock clock;

  Audit(AuditLog log, Clock clock) {
    this.log = requireNonNull(log, "log is null");
    this.clock = requireNonNull(clock, "clock is null");
  }

  /**
   * A request that is over, or whose stream has begun.
   *
   * @param id of the request, as the answer's header tells it
   * @param caller empty when nobody has shown who he is
   * @param wanted empty when the path could not be read
   */
  record Entry(
      String id,
      Optional<Caller> caller,
      Optional<Attributes> wanted,
      String from,
      int code,
      boolean dryRun) {}

  void record(Entry entry) {
    if (!isWorthALine(entry)) {
      return;
    }
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("time", clock.instant().toString()).put("id", entry.id);
    entry.caller.ifPresent(
        caller -> {
          caller.impersonator().ifPresent(self -> user(line.putObject("impersonatedBy"), self));
          user(line.putObject("user"), caller.user());
        });
    entry.wanted.ifPresent(
        wanted -> {
          line.put("verb", wanted.verb());
          wanted
              .target()
              .ifPresentOrElse(
                  target -> {
                    put(line, "apiGroup", target.apiGroup());
                    line.put("resource", target.full());
                    put(line, "namespace", target.namespace());
                    put(line, "name", target.name());
                  },
                  () -> line.put("path", wanted.path()));
        });
    line.put("from", entry.from).put("code", entry.code);
    if (entry.dryRun) {
      line.put("dryRun", true);
    }
    log.write(line.toString());
  }

  private static boolean isWorthALine(Entry entry) {
    if (entry.code == 401 || entry.code == 403 || entry.wanted.isEmpty()) {
      return true;
    }
    Attributes wanted = entry.wanted.get();
    boolean read = READS.contains(wanted.verb());
    return wanted
        .target()
        .map(
            target ->
                INSIDE.contains(target.subresource())
                    || (!read && !QUESTIONS.contains(target.apiGroup()))
                    || (target.resource().equals("secrets") && target.apiGroup().isEmpty()))
        .orElse(!read);
  }

  private static void user(ObjectNode node, User user) {
    node.put("name", user.name());
    put(node, "uid", user.uid());
    new TreeSet<>(user.groups()).forEach(node.putArray("groups")::add);
  }

  private static void put(ObjectNode node, String field, String value) {
    if (!value.isEmpty()) {
      node.put(field, value);
    }
  }
}
