package dev.heddle.crd.tree;

/**
 * How much one file may ask of its reader.
 *
 * @param bytes size of the file
 * @param depth lists and mappings inside one another
 * @param documents documents in one file
 * @param aliases references to anchored lists and mappings in one document
 * @param values values in one file, after references have been followed
 */
public record Limits(int bytes, int depth, int documents, int aliases, int values) {

  public Limits {
    if (bytes < 1 || depth < 1 || documents < 1 || aliases < 0 || values < 1) {
      throw new IllegalArgumentException("a limit leaves no room for any file");
    }
  }

  /** 1 MiB, 50 levels, 1000 documents, 50 references a document, 200,000 values. */
  public static Limits standard() {
    return new Limits(1 << 20, 50, 1000, 50, 200_000);
  }

  public Limits withBytes(int replacement) {
    return new Limits(replacement, depth, documents, aliases, values);
  }
}
