package dev.heddle.operator.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.meta.ResourceType;
import java.util.List;

/** A kind whose objects are computed from those of another. Pure and safe for threads. */
public interface View {

  /** The kind that is computed. */
  ResourceType<?> type();

  /** The kind that it is computed from. Objects stay in the namespace of their source. */
  ResourceType<?> source();

  /**
   * What one object of the source stands for, each with a name and a uid that no other source
   * yields. Their resourceVersion is set by who asks. The source is shared: it must not be changed.
   */
  List<ObjectNode> of(ObjectNode source);

  /** The names of the sources that may yield an object of that name, the likeliest first. */
  List<String> sources(String name);
}
