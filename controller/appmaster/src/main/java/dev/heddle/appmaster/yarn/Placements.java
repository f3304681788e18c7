package dev.heddle.appmaster.yarn;

import dev.heddle.appmaster.protocol.PlacementNeed;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.yarn.api.resource.PlacementConstraint;
import org.apache.hadoop.yarn.api.resource.PlacementConstraint.AbstractConstraint;
import org.apache.hadoop.yarn.api.resource.PlacementConstraint.TargetExpression;
import org.apache.hadoop.yarn.api.resource.PlacementConstraints;
import org.apache.hadoop.yarn.api.resource.PlacementConstraints.PlacementTargets;

/** Rules of placement in YARN's terms: its allocation tags are the names of services. */
final class Placements {
  private Placements() {}

  /** What must hold of a place; empty when any will do. */
  static Optional<PlacementConstraint> of(List<PlacementNeed> needs) {
    AbstractConstraint[] all =
        needs.stream().map(Placements::constraint).toArray(AbstractConstraint[]::new);
    return switch (all.length) {
      case 0 -> Optional.empty();
      case 1 -> Optional.of(PlacementConstraints.build(all[0]));
      default -> Optional.of(PlacementConstraints.build(PlacementConstraints.and(all)));
    };
  }

  private static AbstractConstraint constraint(PlacementNeed need) {
    String scope = need.rack() ? PlacementConstraints.RACK : PlacementConstraints.NODE;
    String[] services = need.services().toArray(String[]::new);
    TargetExpression target = PlacementTargets.allocationTag(services);
    if (need.max() == 0) {
      return PlacementConstraints.targetNotIn(scope, target);
    }
    if (need.min() == 1 && need.max() == Integer.MAX_VALUE) {
      return PlacementConstraints.targetIn(scope, target);
    }
    return PlacementConstraints.cardinality(scope, need.min(), need.max(), services);
  }
}
