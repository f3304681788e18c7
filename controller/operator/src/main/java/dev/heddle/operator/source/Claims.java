package dev.heddle.operator.source;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.crd.source.SourceStatus.FileError;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which file speaks for which name, and what is wrong with files. A file that can't be understood,
 * or not be trusted, leaves unknown what it declares: its objects keep their last valid state (I3).
 */
final class Claims {

  private static final Comparator<Claim> OLDEST_FIRST =
      Comparator.comparing((Claim claim) -> claim.file().stat().modified())
          .thenComparing(Claim::path);

  private final SourceSnapshot snapshot;
  private final Rights rights;
  private final Map<ResourceKey, Claim> winners = new TreeMap<>();
  private final Set<ResourceKey> refused = new HashSet<>();
  private final Set<String> unknown = new HashSet<>();
  private final Map<ResourceKey, List<SourceFile>> broken = new HashMap<>();
  private final List<FileError> errors = new ArrayList<>();

  /**
   * Claims.
   *
   * @param mine the objects of this source, whose files keep their names
   */
  Claims(SourceSnapshot snapshot, Rights rights, Map<ResourceKey, Tracking> mine) {
    this.snapshot = requireNonNull(snapshot, "snapshot is null");
    this.rights = requireNonNull(rights, "rights is null");
    snapshot.troubles().forEach((place, why) -> errors.add(new FileError(place, why)));
    Map<ResourceKey, List<Claim>> byName = new TreeMap<>();
    for (SourceFile file : snapshot.files().values()) {
      for (Claim claim : claims(file)) {
        byName.computeIfAbsent(claim.declared().key(), k -> new ArrayList<>()).add(claim);
      }
    }
    byName.forEach((key, claims) -> settle(key, claims, Optional.ofNullable(mine.get(key))));
    winners.values().forEach(this::checkRights);
  }

  private List<Claim> claims(SourceFile file) {
    String path = file.stat().path();
    if (file.stat().openToAll()) {
      unknown.add(path);
      errors.add(
          new FileError(
              path,
              "everybody may write to this file, so it can't speak for its owner "
                  + file.stat().owner()
                  + "; take that right away, as with chmod o-w"));
      return List.of();
    }
    file.report().problems().forEach(problem -> errors.add(new FileError(path, problem)));
    file.report()
        .broken()
        .forEach(key -> broken.computeIfAbsent(key, k -> new ArrayList<>()).add(file));
    if (file.report().unclear()) {
      unknown.add(path);
    }
    return file.report().declared().stream().map(declared -> new Claim(file, declared)).toList();
  }

  /** Of several files with one name the one that has it keeps it, else the oldest gets it (I12). */
  private void settle(ResourceKey key, List<Claim> claims, Optional<Tracking> tracking) {
    if (tracking.filter(t -> isLost(key, t.path()) && !declares(claims, t.path())).isPresent()) {
      String path = tracking.orElseThrow().path();
      claims.forEach(
          claim ->
              errors.add(
                  new FileError(
                      claim.path(),
                      claim.declared().place()
                          + ": "
                          + key
                          + " is already declared by "
                          + path
                          + ", which can't be used now; mend or remove that file first")));
      return;
    }
    Claim winner =
        claims.stream()
            .filter(claim -> tracking.filter(t -> t.path().equals(claim.path())).isPresent())
            .findFirst()
            .orElseGet(() -> claims.stream().min(OLDEST_FIRST).orElseThrow());
    winners.put(key, winner);
    for (Claim claim : claims) {
      if (!claim.equals(winner)) {
        errors.add(
            new FileError(
                claim.path(),
                claim.declared().place()
                    + ": "
                    + key
                    + " is already declared by "
                    + winner.path()
                    + "; choose another name"));
      }
    }
  }

  /** Whether what the file says of that name can't be known or used. */
  private boolean isLost(ResourceKey key, String path) {
    return isUnknown(path)
        || broken.getOrDefault(key, List.of()).stream()
            .anyMatch(file -> file.stat().path().equals(path));
  }

  private static boolean declares(List<Claim> claims, String path) {
    return claims.stream().anyMatch(claim -> claim.path().equals(path));
  }

  private void checkRights(Claim claim) {
    rights.refusal(claim.owner(), claim.declared()).ifPresent(why -> refuse(claim, why));
  }

  /** The claim can't be honoured: an error of its file; what lives by that name stays. */
  void refuse(Claim claim, String why) {
    refused.add(claim.declared().key());
    errors.add(new FileError(claim.path(), claim.declared().place() + ": " + why));
  }

  /** The claims to be applied, by name. */
  Collection<Claim> valid() {
    return winners.values().stream()
        .filter(claim -> !refused.contains(claim.declared().key()))
        .toList();
  }

  /**
   * Whether an object of this source is still asked for: its file, or another file of the same
   * owner, declares it, rightly or not; or it is unknown what its file declares.
   */
  boolean isAskedFor(ResourceKey key, Tracking tracking) {
    return isUnknown(tracking.path())
        || Optional.ofNullable(winners.get(key))
            .filter(winner -> continues(winner.file(), tracking))
            .isPresent()
        || broken.getOrDefault(key, List.of()).stream().anyMatch(file -> continues(file, tracking));
  }

  /**
   * Whether a file may go on with what another declared: the same path, or the same owner's. Others
   * may not inherit an object just because its file went away; they get one of their own (I12).
   */
  static boolean continues(SourceFile file, Tracking tracking) {
    return file.stat().path().equals(tracking.path())
        || file.stat().owner().equals(tracking.owner());
  }

  private boolean isUnknown(String path) {
    return unknown.contains(path) || snapshot.isUnknown(path);
  }

  /** All errors so far, by file. */
  List<FileError> errors() {
    return errors.stream().distinct().sorted(Comparator.comparing(FileError::path)).toList();
  }

  /**
   * A file's word for a name.
   *
   * @param file the file
   * @param declared what it says
   */
  record Claim(SourceFile file, Declared declared) {

    String path() {
      return file.stat().path();
    }

    String owner() {
      return file.stat().owner();
    }
  }
}
