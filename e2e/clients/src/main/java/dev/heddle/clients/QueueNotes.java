package dev.heddle.clients;

import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.util.Map;

/**
 * A controller as java-operator-sdk's users write them: for each Notebook of a namespace it keeps a
 * ConfigMap with the notebook's queue, notes that in a condition of its own, and has a finalizer.
 */
@ControllerConfiguration(name = "queue-notes", finalizerName = "example.com/queue-notes")
public final class QueueNotes implements Reconciler<NotebookResource>, Cleaner<NotebookResource> {

  /** Runs until it is killed. */
  public static void main(String[] arguments) throws InterruptedException {
    Operator operator =
        new Operator(
            overrider -> overrider.withKubernetesClient(new KubernetesClientBuilder().build()));
    operator.register(
        new QueueNotes(), configuration -> configuration.settingNamespace(arguments[0]));
    operator.start();
    System.out.println("STARTED");
    Thread.currentThread().join();
  }

  @Override
  public UpdateControl<NotebookResource> reconcile(
      NotebookResource notebook, Context<NotebookResource> context) {
    String queue = notebook.getSpec().getQueue();
    ConfigMap note =
        new ConfigMapBuilder()
            .withMetadata(
                new ObjectMetaBuilder()
                    .withName(notebook.getMetadata().getName() + "-queue")
                    .withNamespace(notebook.getMetadata().getNamespace())
                    .build())
            .withData(Map.of("queue", queue))
            .build();
    note.addOwnerReference(notebook);
    context.getClient().resource(note).serverSideApply();
    System.out.println("RECONCILED " + notebook.getMetadata().getName() + " " + queue);
    NotebookResource patch = new NotebookResource();
    patch.setMetadata(
        new ObjectMetaBuilder()
            .withName(notebook.getMetadata().getName())
            .withNamespace(notebook.getMetadata().getNamespace())
            .build());
    patch.setStatus(new NotebookResource.Status());
    patch
        .getStatus()
        .getConditions()
        .add(
            new ConditionBuilder()
                .withType("QueueNoted")
                .withStatus("True")
                .withReason("Noted")
                .withMessage("the queue is " + queue)
                .withObservedGeneration(notebook.getMetadata().getGeneration())
                .withLastTransitionTime(notebook.getMetadata().getCreationTimestamp())
                .build());
    return UpdateControl.patchStatus(patch);
  }

  @Override
  public DeleteControl cleanup(NotebookResource notebook, Context<NotebookResource> context) {
    System.out.println("CLEANED " + notebook.getMetadata().getName());
    return DeleteControl.defaultDelete();
  }
}
