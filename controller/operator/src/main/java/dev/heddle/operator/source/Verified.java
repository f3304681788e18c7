package dev.heddle.operator.source;

import dev.heddle.crd.meta.ObjectMeta;
import dev.heddle.crd.meta.Resource;
import java.util.Map;

/**
 * A pair of a file's word and an object that was found to match. While neither changes, comparing
 * them again, which is the expensive part of a pass, is needless: a changed spec has another
 * generation.
 *
 * @param declared the file's word
 * @param path the file
 * @param owner its owner
 * @param uid of the object
 * @param generation of the object
 * @param labels of the object
 * @param annotations of the object
 */
record Verified(
    Declared declared,
    String path,
    String owner,
    String uid,
    long generation,
    Map<String, String> labels,
    Map<String, String> annotations) {

  static Verified of(Claims.Claim claim, Resource object) {
    ObjectMeta metadata = object.metadata();
    return new Verified(
        claim.declared(),
        claim.path(),
        claim.owner(),
        metadata.uid(),
        metadata.generation(),
        metadata.labels(),
        metadata.annotations());
  }
}
