package dev.heddle.operator.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The JSON of an object as it is kept in memory: the sets of owned fields in its managed fields,
 * which take as much room as all else and are the same for objects that are made alike, are kept
 * once for all of them.
 */
final class Body {

  private static final byte[] FIELDS = "\"fieldsV1\":{".getBytes(US_ASCII);

  /** A smaller piece is not worth its bookkeeping. */
  private static final int SMALLEST = 96;

  private static final Pool POOL = new Pool();

  /** The pieces in order; of one piece, the array itself. */
  private final byte[][] pieces;

  private Body(byte[][] pieces) {
    this.pieces = pieces;
  }

  /**
   * @param json not copied where nothing is shared, must not be changed
   */
  static Body of(byte[] json) {
    List<byte[]> pieces = new ArrayList<>();
    int from = 0;
    int at = next(json, 0);
    while (at >= 0) {
      int end = end(json, at);
      if (end < 0) {
        break; // No JSON of ours: kept as it is.
      }
      if (end - at >= SMALLEST) {
        pieces.add(Arrays.copyOfRange(json, from, at));
        pieces.add(POOL.shared(Arrays.copyOfRange(json, at, end)));
        from = end;
      }
      at = next(json, end);
    }
    if (pieces.isEmpty()) {
      return new Body(new byte[][] {json});
    }
    pieces.add(Arrays.copyOfRange(json, from, json.length));
    return new Body(pieces.toArray(byte[][]::new));
  }

  /**
   * Where the next set begins. A quote inside of a text has a backslash, and so is none of ours.
   */
  private static int next(byte[] json, int from) {
    for (int i = from; i <= json.length - FIELDS.length; i++) {
      if (json[i] == '"' && Arrays.equals(json, i, i + FIELDS.length, FIELDS, 0, FIELDS.length)) {
        return i + FIELDS.length - 1;
      }
    }
    return -1;
  }

  /** Behind the brace that closes the one at that place; negative when none does. */
  private static int end(byte[] json, int start) {
    int depth = 0;
    boolean text = false;
    for (int i = start; i < json.length; i++) {
      byte b = json[i];
      if (text) {
        if (b == '\\') {
          i++;
        } else if (b == '"') {
          text = false;
        }
      } else if (b == '"') {
        text = true;
      } else if (b == '{') {
        depth++;
      } else if (b == '}' && --depth == 0) {
        return i + 1;
      }
    }
    return -1;
  }

  int length() {
    int length = 0;
    for (byte[] piece : pieces) {
      length += piece.length;
    }
    return length;
  }

  /** In order; must not be changed. */
  List<byte[]> pieces() {
    return List.of(pieces);
  }

  /** The JSON; must not be changed. */
  byte[] bytes() {
    if (pieces.length == 1) {
      return pieces[0];
    }
    byte[] json = new byte[length()];
    int at = 0;
    for (byte[] piece : pieces) {
      System.arraycopy(piece, 0, json, at, piece.length);
      at += piece.length;
    }
    return json;
  }

  /** What comes before the first shared piece, or all; must not be changed. */
  byte[] head() {
    return pieces[0];
  }

  /** The JSON with something put in at a place in its head. */
  byte[] bytesWith(int at, byte[] inserted) {
    byte[] json = new byte[length() + inserted.length];
    System.arraycopy(pieces[0], 0, json, 0, at);
    System.arraycopy(inserted, 0, json, at, inserted.length);
    int end = at + inserted.length;
    System.arraycopy(pieces[0], at, json, end, pieces[0].length - at);
    end += pieces[0].length - at;
    for (int i = 1; i < pieces.length; i++) {
      System.arraycopy(pieces[i], 0, json, end, pieces[i].length);
      end += pieces[i].length;
    }
    return json;
  }

  /** Equal pieces, as long as somebody has them. */
  private static final class Pool {

    /** Somebody who makes up pieces of one hash gets none of them shared. */
    private static final int MOST_OF_A_HASH = 16;

    private static final class WeakPiece extends WeakReference<byte[]> {
      private final int hash;

      WeakPiece(byte[] piece, int hash, ReferenceQueue<byte[]> gone) {
        super(piece, gone);
        this.hash = hash;
      }
    }

    @GuardedBy("this")
    private final Map<Integer, List<WeakPiece>> pieces = new HashMap<>();

    private final ReferenceQueue<byte[]> gone = new ReferenceQueue<>();

    synchronized byte[] shared(byte[] piece) {
      forgetGone();
      int hash = Arrays.hashCode(piece);
      List<WeakPiece> same = pieces.computeIfAbsent(hash, h -> new ArrayList<>(1));
      for (WeakPiece one : same) {
        byte[] known = one.get();
        if (known != null && Arrays.equals(known, piece)) {
          return known;
        }
      }
      if (same.size() < MOST_OF_A_HASH) {
        same.add(new WeakPiece(piece, hash, gone));
      }
      return piece;
    }

    @GuardedBy("this")
    private void forgetGone() {
      for (var one = gone.poll(); one != null; one = gone.poll()) {
        WeakPiece piece = (WeakPiece) one;
        List<WeakPiece> same = pieces.get(piece.hash);
        if (same != null) {
          same.remove(piece);
          if (same.isEmpty()) {
            pieces.remove(piece.hash);
          }
        }
      }
    }
  }
}
