package dev.heddle.crd.apply;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.apply.Ownership.Part;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Random sequences of apply, forced apply, update and untracked writes against {@link ModelObject}.
 * {@code -Dheddle.apply.sequences=100000} runs more, {@code -Dheddle.apply.seed} others.
 */
class ApplyPropertiesTest {

  private static final int SEQUENCES = Integer.getInteger("heddle.apply.sequences", 20_000);
  private static final long SEED = Long.getLong("heddle.apply.seed", 20261125L);
  private static final String[] MANAGERS = {"ann", "bob", "cy"};

  private final Ownership ownership = new Ownership(SampleKind.schema());

  @Test
  void whateverIsWrittenInWhateverOrderTheModelSaysTheSame() {
    SplittableRandom seeds = new SplittableRandom(SEED);
    for (int i = 0; i < SEQUENCES; i++) {
      long seed = seeds.nextLong();
      try {
        new Run(seed, false).play();
      } catch (AssertionError | RuntimeException e) {
        new Run(seed, true).play(); // The same again, told step by step.
        throw new AssertionError("sequence " + i + " of seed " + seed, e);
      }
    }
  }

  private final class Run {
    private final SplittableRandom random;
    private final LiveObject live = new LiveObject(ownership);
    private final ModelObject model = new ModelObject();
    private final List<String> story = new ArrayList<>();

    private final boolean slowly;

    Run(long seed, boolean slowly) {
      random = new SplittableRandom(seed);
      this.slowly = slowly;
    }

    void play() {
      int steps = 2 + random.nextInt(3);
      for (int i = 0; i < steps; i++) {
        step();
        if (slowly || i == steps - 1) {
          compare();
        }
      }
    }

    private void step() {
      String manager = MANAGERS[random.nextInt(MANAGERS.length)];
      int what = random.nextInt(10);
      ObjectNode object = anObject();
      if (slowly) {
        story.add(manager + " " + what + " " + object.path("spec"));
      }
      if (what < 6) {
        apply(manager, object, what < 2);
      } else if (what < 9 || !live.exists()) {
        ObjectNode whole = random.nextBoolean() || !live.exists() ? object : overlaid(object);
        update(manager, whole);
      } else {
        live.untracked(withOwners(object));
        model.untracked(object);
      }
    }

    private void apply(String manager, ObjectNode declared, boolean force) {
      Set<String> expected = model.apply(manager, declared, force);
      Set<String> conflicts = new TreeSet<>();
      try {
        live.applied(manager, declared, Part.MAIN, force);
      } catch (ApplyConflictException e) {
        e.conflicts()
            .forEach(
                c ->
                    conflicts.add(
                        c.owner().name() + " " + c.owner().operation().word() + " " + c.field()));
      }
      assertSame(conflicts, expected, "conflicts");
      if (conflicts.isEmpty() && random.nextInt(4) == 0) {
        declaredOrderIsKept(declared);
        ObjectNode before = live.object();
        live.applied(manager, declared, Part.MAIN, false);
        assertSame(live.object(), before, "the same once more");
      }
    }

    private void declaredOrderIsKept(ObjectNode declared) {
      List<String> wanted = new ArrayList<>();
      declared.at("/spec/items").forEach(item -> wanted.add(item.path("name").asText()));
      List<String> got = new ArrayList<>();
      live.object().at("/spec/items").forEach(item -> got.add(item.path("name").asText()));
      got.retainAll(wanted);
      assertSame(got, wanted, "order");
    }

    private void update(String manager, ObjectNode object) {
      model.update(manager, object);
      live.updated(manager, withOwners(object), Part.MAIN);
      if (random.nextInt(4) == 0) {
        ObjectNode before = live.object();
        live.updated("other", before.deepCopy(), Part.MAIN);
        assertSame(live.object(), before, "an update without a change");
      }
    }

    private ObjectNode withOwners(ObjectNode object) {
      ObjectNode copy = object.deepCopy();
      if (live.exists() && live.object().path("metadata").has("managedFields")) {
        copy.withObject("/metadata")
            .set("managedFields", live.object().path("metadata").path("managedFields"));
      }
      return copy;
    }

    /** What is live with some fields changed, as most updates are. */
    private ObjectNode overlaid(ObjectNode change) {
      ObjectNode whole = live.object().deepCopy();
      ((ObjectNode) whole.path("metadata")).remove("managedFields");
      ((ObjectNode) change.path("spec"))
          .properties()
          .forEach(field -> whole.withObject("/spec").set(field.getKey(), field.getValue()));
      return whole;
    }

    private void compare() {
      if (!live.exists()) {
        return;
      }
      assertSame(ModelObject.flat(live.object()), model.table, "the object");
      TreeMap<String, Set<String>> owners = new TreeMap<>();
      Set<String> there = model.table.keySet();
      for (ManagedFields.Entry entry : ManagedFields.in(live.object()).entries()) {
        Set<String> paths = new HashSet<>(LiveObject.paths(entry));
        paths.retainAll(there);
        if (!paths.isEmpty()) {
          owners.put(entry.writer().name() + " " + entry.writer().operation().word(), paths);
        }
      }
      TreeMap<String, Set<String>> expected = new TreeMap<>();
      model.owners.forEach(
          (owner, paths) -> {
            Set<String> left = new HashSet<>(paths);
            left.retainAll(there);
            if (!left.isEmpty()) {
              expected.put(owner, left);
            }
          });
      assertSame(owners, expected, "the owners");
    }

    private void assertSame(Object actual, Object expected, String what) {
      if (!actual.equals(expected)) {
        assertThat(actual).as(what + " after %s", story).isEqualTo(expected);
      }
    }

    private ObjectNode anObject() {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      object.putObject("metadata").put("name", "x");
      ObjectNode spec = object.putObject("spec");
      int fields = random.nextInt(4);
      for (int i = 0; i < fields; i++) {
        field(spec);
      }
      return object;
    }

    private void field(ObjectNode spec) {
      switch (random.nextInt(9)) {
        case 0 -> spec.put("num", number());
        case 1 -> spec.put("text", letter());
        case 2 -> {
          ObjectNode nested = spec.putObject("nested");
          if (random.nextBoolean()) {
            nested.put("a", number());
          }
          if (random.nextBoolean()) {
            nested.put("b", number());
          }
          if (random.nextInt(4) == 0) {
            nested.putObject("deep").put("x", letter());
          }
        }
        case 3 -> texts(spec.putObject("map"));
        case 4 -> {
          ObjectNode entries = spec.putObject("entries");
          for (int n = random.nextInt(3); n > 0; n--) {
            ObjectNode entry = entries.putObject(letter());
            if (random.nextBoolean()) {
              entry.put("p", number());
            }
            if (random.nextBoolean()) {
              entry.put("q", number());
            }
            if (random.nextInt(3) == 0) {
              set(entry);
            }
          }
        }
        case 5 -> {
          List<String> names = letters();
          var items = spec.putArray("items");
          for (String name : names) {
            ObjectNode item = items.addObject().put("name", name);
            if (random.nextBoolean()) {
              item.put("v", number());
            }
            if (random.nextInt(3) == 0) {
              item.put("w", number());
            }
            if (random.nextInt(3) == 0) {
              texts(item.putObject("sub"));
            }
          }
        }
        case 6 -> set(spec);
        case 7 -> {
          var list = spec.putArray("alist");
          for (int n = random.nextInt(3); n > 0; n--) {
            list.add(number());
          }
        }
        default -> texts(spec.putObject("amap"));
      }
    }

    private void set(ObjectNode into) {
      var tags = into.putArray("tags");
      letters().forEach(tags::add);
    }

    private void texts(ObjectNode into) {
      for (int n = random.nextInt(3); n > 0; n--) {
        into.put(letter(), letter());
      }
    }

    /** Up to three different ones in any order. */
    private List<String> letters() {
      List<String> letters = new ArrayList<>();
      for (int n = random.nextInt(4); n > 0; n--) {
        String letter = letter();
        if (!letters.contains(letter)) {
          letters.add(letter);
        }
      }
      return letters;
    }

    private String letter() {
      return String.valueOf((char) ('a' + random.nextInt(3)));
    }

    private int number() {
      return random.nextInt(3);
    }
  }
}
