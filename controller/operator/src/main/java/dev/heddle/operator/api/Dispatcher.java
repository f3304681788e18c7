package dev.heddle.operator.api;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.json.Kinds;

/** Sends a request to the endpoint that its path names. */
final class Dispatcher {

  private final Door door;
  private final AccessReviews reviews;
  private final CredentialEndpoint credentials;
  private final ObjectEndpoint objects;
  private final ApplicationEndpoint applications;
  private final PodEndpoint pods;
  private final ClusterEndpoint cluster;
  private final CleanupEndpoint cleanup;
  private final DocumentEndpoint documents;
  private final HealthEndpoint health;

  Dispatcher(
      Door door,
      AccessReviews reviews,
      CredentialEndpoint credentials,
      ObjectEndpoint objects,
      ApplicationEndpoint applications,
      PodEndpoint pods,
      ClusterEndpoint cluster,
      CleanupEndpoint cleanup,
      DocumentEndpoint documents,
      HealthEndpoint health) {
    this.door = requireNonNull(door, "door is null");
    this.reviews = requireNonNull(reviews, "reviews is null");
    this.credentials = requireNonNull(credentials, "credentials is null");
    this.objects = requireNonNull(objects, "objects is null");
    this.applications = requireNonNull(applications, "applications is null");
    this.pods = requireNonNull(pods, "pods is null");
    this.cluster = requireNonNull(cluster, "cluster is null");
    this.cleanup = requireNonNull(cleanup, "cleanup is null");
    this.documents = requireNonNull(documents, "documents is null");
    this.health = requireNonNull(health, "health is null");
  }

  Door door() {
    return door;
  }

  HealthEndpoint health() {
    return health;
  }

  Answer dispatch(ApiRequest request, Route route) {
    if (route instanceof Route.Collection collection) {
      return objects.collection(request, collection);
    }
    if (route instanceof Route.Item item
        && item.type().equals(Kinds.POD)
        && request.method().equals("DELETE")) {
      return pods.delete(request, item);
    }
    if (route instanceof Route.Item item) {
      return objects.item(request, item);
    }
    if (route instanceof Route.ItemStatus status) {
      return objects.status(request, status);
    }
    if (route instanceof Route.ItemScale scale) {
      return objects.scale(request, scale);
    }
    if (route instanceof Route.ApplicationPart part) {
      return applications.answer(request, part);
    }
    if (route instanceof Route.PodPart part) {
      return pods.answer(request, part);
    }
    if (route instanceof Route.ClusterPart part) {
      return cluster.answer(request, part);
    }
    if (route instanceof Route.Review review) {
      return reviews.answer(request, review);
    }
    if (route instanceof Route.Credential credential) {
      return credentials.answer(request, credential);
    }
    if (route instanceof Route.CleanupPlan) {
      return cleanup.answer(request);
    }
    return documents.answer(request, (Route.Document) route);
  }

  static ApiException nothingHere() {
    return new ApiException(
        ApiStatus.of(
            ApiStatus.Reason.NOT_FOUND, "the server could not find the requested resource"));
  }
}
