package dev.heddle.operator.notebook;

import dev.heddle.crd.application.Application;
import dev.heddle.crd.application.ApplicationStatus;
import dev.heddle.crd.application.Phase;
import dev.heddle.crd.application.Run;
import dev.heddle.crd.meta.Condition;
import dev.heddle.crd.meta.Conditions;
import dev.heddle.crd.meta.Intent;
import dev.heddle.crd.notebook.Notebook;
import dev.heddle.crd.notebook.NotebookStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The state of an Application as its Notebook shows it. Pure. */
final class NotebookPicture {

  private static final List<String> SHOWN =
      List.of(
          Condition.READY,
          Condition.RECONCILING,
          Condition.STALLED,
          Condition.WORKSPACE_SAVED,
          Condition.TERMS_GRANTED,
          Condition.STOPS_SOON,
          Condition.PROBE_FAILING,
          Condition.PENDING_RESTART,
          Condition.PAUSED);

  private static final String SERVICE = "services." + NotebookApplication.SERVICE + ".";

  private NotebookPicture() {}

  static NotebookStatus of(Notebook notebook, Application application, Instant now) {
    ApplicationStatus status = application.status();
    boolean current = status.observedGeneration() >= application.metadata().generation();
    NotebookStatus before = notebook.status();
    return new NotebookStatus(
        Math.max(before.observedGeneration(), notebook.metadata().generation()),
        status.phase(),
        before.defaultClass(),
        status.run().map(Run::applicationId),
        status.user(),
        status.host(),
        status.url(),
        status.restarts(),
        status.startedAt(),
        status.readyAt(),
        status.lastFailure(),
        status.workspace(),
        status.activity(),
        status.culling(),
        status.schedule(),
        current
            ? mirrored(notebook, status.conditions(), now)
            : progressing(notebook, "Updating", "the new spec has not been looked at yet", now));
  }

  static NotebookStatus waitsForName(Notebook notebook, Instant now) {
    return pending(
        notebook,
        progressing(
            notebook,
            "NameInUse",
            "waits until the notebook that had this name before is gone",
            now));
  }

  static NotebookStatus paused(Notebook notebook, Instant now) {
    return pending(
        notebook,
        with(
            notebook,
            progressing(notebook, "Paused", "nothing has been submitted yet", now),
            Condition.PAUSED,
            Condition.Status.TRUE,
            "Paused",
            Intent.WHILE_PAUSED,
            now));
  }

  static NotebookStatus nameTaken(Notebook notebook, Instant now) {
    String message =
        "an Application '"
            + notebook.metadata().name()
            + "' exists that belongs to no Notebook: delete it, or name this notebook otherwise";
    return pending(notebook, stalled(notebook, "NameTaken", message, now));
  }

  /** Nothing of it is there yet, and nothing will be. */
  static NotebookStatus notAllowed(Notebook notebook, ClassProblem problem, Instant now) {
    return pending(notebook, stalled(notebook, problem.reason(), problem.message(), now));
  }

  /** What is there stays as it is. */
  static NotebookStatus notAllowed(
      Notebook notebook, Application application, ClassProblem problem, Instant now) {
    NotebookStatus picture = of(notebook, application, now);
    List<Condition> others =
        Conditions.without(
            Conditions.without(picture.conditions(), Condition.STALLED), Condition.RECONCILING);
    List<Condition> conditions = new ArrayList<>(others);
    Conditions.find(stalled(notebook, problem.reason(), problem.message(), now), Condition.STALLED)
        .ifPresent(conditions::add);
    return picture.withConditions(conditions);
  }

  private static List<Condition> stalled(
      Notebook notebook, String reason, String message, Instant now) {
    return with(
        notebook,
        with(
            notebook,
            Conditions.without(notebook.status().conditions(), Condition.RECONCILING),
            Condition.READY,
            Condition.Status.FALSE,
            reason,
            message,
            now),
        Condition.STALLED,
        Condition.Status.TRUE,
        reason,
        message,
        now);
  }

  private static NotebookStatus pending(Notebook notebook, List<Condition> conditions) {
    return new NotebookStatus(
        Math.max(notebook.status().observedGeneration(), notebook.metadata().generation()),
        Phase.PENDING,
        notebook.status().defaultClass(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        notebook.status().workspace(),
        Optional.empty(),
        notebook.status().culling(),
        Optional.empty(),
        conditions);
  }

  /** Judgements keep the time at which the Notebook first showed them (I9). */
  private static List<Condition> mirrored(Notebook notebook, List<Condition> theirs, Instant now) {
    List<Condition> result = notebook.status().conditions();
    Set<String> types = Set.copyOf(theirs.stream().map(Condition::type).toList());
    for (String type : SHOWN) {
      if (!types.contains(type)) {
        result = Conditions.without(result, type);
      }
    }
    for (Condition c : theirs) {
      result = with(notebook, result, c.type(), c.status(), c.reason(), words(c), now);
    }
    return theirs.isEmpty()
        ? progressing(notebook, "Pending", "nothing has been submitted yet", now)
        : result;
  }

  /** A notebook's spec has no services. */
  private static String words(Condition theirs) {
    return theirs.type().equals(Condition.PENDING_RESTART)
        ? theirs
            .message()
            .replace(SERVICE + "script", "environment, server or arguments")
            .replace(SERVICE, "")
        : theirs.message();
  }

  private static List<Condition> progressing(
      Notebook notebook, String reason, String message, Instant now) {
    List<Condition> conditions =
        Conditions.without(notebook.status().conditions(), Condition.STALLED);
    conditions =
        with(notebook, conditions, Condition.READY, Condition.Status.FALSE, reason, message, now);
    return with(
        notebook, conditions, Condition.RECONCILING, Condition.Status.TRUE, reason, message, now);
  }

  private static List<Condition> with(
      Notebook notebook,
      List<Condition> conditions,
      String type,
      Condition.Status status,
      String reason,
      String message,
      Instant now) {
    return Conditions.with(
        conditions,
        type,
        status,
        reason,
        message,
        notebook.metadata().generation(),
        now.truncatedTo(ChronoUnit.SECONDS));
  }
}
