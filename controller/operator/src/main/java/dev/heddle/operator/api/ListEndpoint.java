package dev.heddle.operator.api;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.meta.ResourceType;
import dev.heddle.operator.store.ObjectStore.Item;
import dev.heddle.operator.store.ObjectStore.Listing;
import dev.heddle.reconciler.store.StoreException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lists: all of a collection or a part of it, of one moment, that is new or old enough. */
final class ListEndpoint {

  private static final String NOT_OLDER = "NotOlderThan";
  private static final String EXACT = "Exact";

  private final Listings listings;

  ListEndpoint(Listings listings) {
    this.listings = requireNonNull(listings, "listings is null");
  }

  /**
   * Part of a moment.
   *
   * @param items the objects
   * @param resourceVersion the moment
   * @param next where the next part begins, if there is one
   * @param remaining how many objects follow, where that is known
   */
  record Part(
      List<Item> items,
      String resourceVersion,
      Optional<String> next,
      Optional<Integer> remaining) {
    Part {
      items = List.copyOf(items);
    }
  }

  Answer list(ApiRequest request, Route.Collection route, Representation form) {
    try {
      Selection selection = Selection.of(request, route.type());
      return form.list(part(request, route, selection));
    } catch (StoreException e) {
      throw new ApiException(ApiStatus.of(e, route.type(), ""));
    }
  }

  /** The part of a collection that a request asks for. */
  Part part(ApiRequest request, Route.Collection route, Selection selection) {
    String collection = route.type() + "/" + route.namespace();
    Optional<ContinueToken> from =
        request.parameter("continue").map(text -> ContinueToken.parse(text, collection));
    Listing listing =
        from.isPresent()
            ? resumed(request, route, from.orElseThrow())
            : begun(request, route.type(), route.namespace());
    long limit = request.number("limit").filter(n -> n > 0).orElse(Long.MAX_VALUE);
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < listing.items().size(); i++) {
      Item item = listing.items().get(i);
      if (from.isPresent() && !from.orElseThrow().isBefore(item.namespace(), item.name())) {
        continue;
      }
      if (!selection.isEverything() && !selection.matches(item.tree())) {
        continue;
      }
      if (items.size() == limit) {
        listings.keep(route.type(), route.namespace(), listing);
        Item last = items.get(items.size() - 1);
        Optional<String> version =
            from.isPresent() && from.orElseThrow().resourceVersion().isEmpty()
                ? Optional.empty()
                : Optional.of(listing.resourceVersion());
        String next =
            new ContinueToken(collection, version, last.namespace(), last.name()).encoded();
        // With a selector nobody knows without looking at all of them.
        Optional<Integer> remaining =
            selection.isEverything() ? Optional.of(listing.items().size() - i) : Optional.empty();
        return new Part(items, listing.resourceVersion(), Optional.of(next), remaining);
      }
      items.add(item);
    }
    return new Part(items, listing.resourceVersion(), Optional.empty(), Optional.empty());
  }

  private Listing resumed(ApiRequest request, Route.Collection route, ContinueToken from) {
    if (request.parameter("resourceVersion").filter(v -> !v.equals("0")).isPresent()) {
      throw ApiException.badRequest(
          "specifying resource version is not allowed when using continue");
    }
    if (request.parameter("resourceVersionMatch").isPresent()) {
      throw ApiException.badRequest(
          "resourceVersionMatch is forbidden when a continue token is given");
    }
    if (from.resourceVersion().isEmpty()) {
      return listings.now(route.type(), route.namespace());
    }
    return listings
        .find(route.type(), route.namespace(), from.resourceVersion().orElseThrow())
        .orElseThrow(() -> tooOld(from));
  }

  /** As Kubernetes does: who can live with parts that don't fit together may go on. */
  private static ApiException tooOld(ContinueToken from) {
    String newest =
        new ContinueToken(from.collection(), Optional.empty(), from.namespace(), from.name())
            .encoded();
    return new ApiException(
        ApiStatus.of(
                ApiStatus.Reason.EXPIRED,
                "The provided continue parameter is too old to display a consistent list result."
                    + " You can start a new list without the continue parameter, or use the"
                    + " continue token in this response to retrieve the remainder of the results,"
                    + " which may not fit to what came before.")
            .continuing(newest));
  }

  private Listing begun(ApiRequest request, ResourceType<?> type, String namespace) {
    Optional<String> version = request.parameter("resourceVersion");
    Optional<String> match = request.parameter("resourceVersionMatch");
    if (match.isPresent() && version.isEmpty()) {
      throw ApiException.badRequest(
          "resourceVersionMatch is forbidden unless resourceVersion is provided");
    }
    if (match.filter(m -> !m.equals(NOT_OLDER) && !m.equals(EXACT)).isPresent()) {
      throw ApiException.badRequest(
          "resourceVersionMatch is '"
              + match.orElseThrow()
              + "'; allowed are "
              + EXACT
              + " and "
              + NOT_OLDER);
    }
    if (version.isEmpty()) {
      return listings.now(type, namespace);
    }
    BigInteger asked = number(version.orElseThrow());
    if (match.filter(EXACT::equals).isPresent()) {
      if (asked.signum() == 0) {
        throw ApiException.badRequest(
            "resourceVersionMatch \"Exact\" is forbidden for resourceVersion \"0\"");
      }
      return listings
          .find(type, namespace, version.orElseThrow())
          .orElseThrow(
              () ->
                  new ApiException(
                      ApiStatus.of(
                          ApiStatus.Reason.EXPIRED,
                          "The resourceVersion for the provided list is too old.")));
    }
    Listing listing = listings.now(type, namespace);
    if (asked.compareTo(number(listing.resourceVersion())) > 0) {
      throw tooLarge(version.orElseThrow(), listing.resourceVersion());
    }
    return listing;
  }

  static BigInteger number(String resourceVersion) {
    if (!resourceVersion.matches("\\d{1,20}")) {
      throw ApiException.badRequest(
          "resourceVersion: Invalid value: \""
              + resourceVersion
              + "\": it is not one that a list or an object has given");
    }
    return new BigInteger(resourceVersion);
  }

  /** From another store, or from a future that this operator has not seen yet. */
  static ApiException tooLarge(String asked, String newest) {
    return new ApiException(
        ApiStatus.retry(
                ApiStatus.Reason.TIMEOUT,
                "Too large resource version: " + asked + ", current: " + newest,
                Duration.ofSeconds(1))
            .because("ResourceVersionTooLarge", "Too large resource version"));
  }
}
