package dev.heddle.operator.quota;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.crd.quota.Quota;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who is given room, and who waits at which place. Pure, and about as much work as there are
 * applications. Whoever runs keeps his room, whatever the limits. Of those who wait, the first to
 * come is the first to be given room; who finds too little in a quota keeps what is left of it for
 * himself, so that small ones do not pass a big one for ever, but stands in nobody's way in his
 * other quotas.
 */
final class QuotaLine {

  /** The shares of one quota, by name. */
  private final Map<String, Map<String, Share>> shares = new TreeMap<>();

  private final Map<ResourceKey, Amounts> grants = new LinkedHashMap<>();
  private final List<Standing> standing = new ArrayList<>();
  private final Map<ResourceKey, String> places = new HashMap<>();
  private final Collection<Quota> quotas;

  private record Standing(Counted who, Share before, int place, Amounts more) {}

  /**
   * What follows.
   *
   * @param grants what is given to whom, in order; with what runs since before there was a quota
   * @param places where the others stand in line, in words
   * @param shares what is used, by the quota's name and then the share's
   */
  record Decision(
      Map<ResourceKey, Amounts> grants,
      Map<ResourceKey, String> places,
      Map<String, Map<String, Share>> shares) {
    Decision {
      requireNonNull(grants, "grants is null");
      requireNonNull(places, "places is null");
      requireNonNull(shares, "shares is null");
    }
  }

  private QuotaLine(Collection<Quota> quotas) {
    this.quotas = quotas;
    quotas.forEach(quota -> shares.put(quota.metadata().name(), new TreeMap<>()));
  }

  static Decision decide(Collection<Quota> quotas, Collection<Counted> applications) {
    QuotaLine line = new QuotaLine(quotas);
    List<Counted> waiting = new ArrayList<>();
    for (Counted each : applications) {
      List<Share> its = line.sharesOf(each);
      each.held().ifPresent(held -> its.forEach(share -> share.charge(held)));
      if (!its.isEmpty() && each.held().isPresent() && !each.recorded()) {
        line.grants.put(each.key(), each.held().get());
      }
      if (each.waits()) {
        waiting.add(each);
      }
    }
    waiting.sort(
        Comparator.comparing((Counted c) -> c.held().isEmpty()).thenComparing(Counted.FIRST_COME));
    waiting.forEach(line::admit);
    line.standing.forEach(
        s -> line.places.put(s.who().key(), s.before().words(s.place(), s.more())));
    return new Decision(line.grants, line.places, line.shares);
  }

  private List<Share> sharesOf(Counted application) {
    List<Share> its = new ArrayList<>();
    for (Quota quota : quotas) {
      if (application.isSelectedBy(quota)) {
        its.add(
            shares
                .get(quota.metadata().name())
                .computeIfAbsent(application.share(quota), name -> new Share(quota, name)));
      }
    }
    return its;
  }

  private void admit(Counted who) {
    List<Share> its = sharesOf(who);
    Amounts held = who.held().orElse(Amounts.NOTHING);
    Amounts more = who.wanted().minus(held);
    for (Share share : its) {
      if (!share.couldFit(who.wanted())) {
        places.put(who.key(), share.never(who.wanted()));
        return;
      }
    }
    // Who runs and wants to grow takes what there is, and keeps nobody from starting.
    boolean takes = who.held().isEmpty();
    boolean admitted = true;
    for (Share share : its) {
      if (!share.fits(more) || (takes && share.isTaken())) {
        int place = share.queue(takes);
        if (admitted) {
          standing.add(new Standing(who, share, place, more));
        }
        admitted = false;
      }
    }
    if (admitted) {
      its.forEach(share -> share.charge(more));
      grants.put(who.key(), who.wanted());
    }
  }
}
