package dev.heddle.operator.yarn;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an application's tags say of it. YARN lower-cases tags and takes ten at most, of a hundred
 * ASCII characters each; they are the one thing that it lets us search by.
 *
 * @param uid of the resource
 * @param run number of the submission
 * @param launchHash what was submitted
 */
record Tags(String uid, int run, String launchHash) {

  private static final int MOST = 10;
  private static final int LONGEST = 100;
  private static final String PREFIX = "heddle_";
  private static final String UID = PREFIX + "uid_";
  private static final Pattern RUN = Pattern.compile("heddle_run_(\\d{1,9})_([0-9a-f]+)");

  Tags {
    if (!uid.matches("[a-z0-9-]{1,64}")) {
      throw new IllegalArgumentException("uid can't be in a YARN tag: " + uid);
    }
    requireNonNull(launchHash, "launchHash is null");
  }

  static String installation(String id) {
    return PREFIX + id;
  }

  static String ofUid(String uid) {
    return UID + uid;
  }

  /** The tags of a submission: ours and those that the user gave. */
  Set<String> with(String installation, Collection<String> further) {
    Set<String> all = new TreeSet<>();
    all.add(installation(installation));
    all.add(ofUid(uid));
    all.add("heddle_run_" + run + "_" + launchHash);
    for (String tag : further) {
      if (tag.length() > LONGEST || !tag.chars().allMatch(c -> c > ' ' && c < 127)) {
        throw new YarnRejectedException(
            YarnRejectedException.Reason.INVALID_LAUNCH,
            "tag '" + tag + "' is not possible: YARN takes up to 100 printable ASCII characters");
      }
      if (tag.toLowerCase(Locale.ROOT).startsWith(PREFIX)) {
        throw new YarnRejectedException(
            YarnRejectedException.Reason.INVALID_LAUNCH,
            "tag '" + tag + "' is not possible: tags that begin with " + PREFIX + " are Heddle's");
      }
      all.add(tag);
    }
    if (all.size() > MOST) {
      throw new YarnRejectedException(
          YarnRejectedException.Reason.INVALID_LAUNCH,
          further.size() + " tags were given, but YARN takes " + (MOST - 3) + " besides Heddle's");
    }
    return all;
  }

  /** Reads the tags back; empty when they are not those of this installation. */
  static Optional<Tags> read(String installation, Set<String> tags) {
    Optional<String> uid =
        tags.stream().filter(t -> t.startsWith(UID)).map(t -> t.substring(UID.length())).findAny();
    if (uid.isEmpty() || !tags.contains(installation(installation))) {
      return Optional.empty();
    }
    for (String tag : tags) {
      Matcher run = RUN.matcher(tag);
      if (run.matches()) {
        return Optional.of(new Tags(uid.get(), Integer.parseInt(run.group(1)), run.group(2)));
      }
    }
    return Optional.of(new Tags(uid.get(), 0, ""));
  }
}
