package dev.heddle.operator.quota;

import dev.heddle.crd.application.Application;
import dev.heddle.crd.application.Master;
import dev.heddle.crd.application.QuotaRoom;
import dev.heddle.crd.application.Resources;
import dev.heddle.crd.application.Service;
import dev.heddle.crd.notebook.Notebook;
import dev.heddle.crd.quantity.DataSize;
import java.time.Instant;

/**
 * What one or several applications take of a quota.
 *
 * @param notebooks notebooks among them
 * @param memory in bytes
 * @param vcores virtual cores
 * @param gpus GPUs
 */
public record Amounts(int notebooks, long memory, int vcores, int gpus) {

  static final Amounts NOTHING = new Amounts(0, 0, 0, 0);

  /** What the application asks for: all instances of its services, and its master. */
  public static Amounts wanted(Application application) {
    Amounts sum = new Amounts(isNotebook(application) ? 1 : 0, 0, 0, 0);
    for (Service service : application.spec().services().values()) {
      sum = sum.plus(service.resources(), service.instances());
    }
    return application.spec().master().flatMap(Master::resources).map(sum::withOne).orElse(sum);
  }

  /** What it was given. */
  static Amounts given(Application application, QuotaRoom room) {
    return new Amounts(
        isNotebook(application) ? 1 : 0,
        room.memory().map(DataSize::bytes).orElse(0L),
        room.vcores(),
        room.gpus());
  }

  private static boolean isNotebook(Application application) {
    return application
        .metadata()
        .controller()
        .filter(owner -> owner.kind().equals(Notebook.KIND))
        .isPresent();
  }

  private Amounts withOne(Resources resources) {
    return plus(resources, 1);
  }

  private Amounts plus(Resources each, int count) {
    return new Amounts(
        notebooks,
        memory + each.memory().bytes() * count,
        vcores + each.vcores() * count,
        gpus + each.gpus() * count);
  }

  Amounts plus(Amounts other) {
    return new Amounts(
        notebooks + other.notebooks,
        memory + other.memory,
        vcores + other.vcores,
        gpus + other.gpus);
  }

  Amounts minus(Amounts other) {
    return new Amounts(
        notebooks - other.notebooks,
        memory - other.memory,
        vcores - other.vcores,
        gpus - other.gpus);
  }

  /** Whether who was given this room may take what he wants. */
  public static boolean covers(QuotaRoom room, Amounts wanted) {
    return room.grantedAt().isPresent()
        && room.memory().map(DataSize::bytes).orElse(0L) >= wanted.memory
        && room.vcores() >= wanted.vcores
        && room.gpus() >= wanted.gpus;
  }

  /** The room, given just that. */
  public QuotaRoom in(QuotaRoom room, Instant now) {
    return room.granted(now, new DataSize(memory), vcores, gpus);
  }
}
