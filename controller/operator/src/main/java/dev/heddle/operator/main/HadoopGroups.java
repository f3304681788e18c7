package dev.heddle.operator.main;

import dev.heddle.operator.source.GroupLookup;
import java.io.IOException;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.Groups;

/** Groups by Hadoop's own mapping, as configured for this cluster. */
final class HadoopGroups implements GroupLookup {

  private final Groups groups;

  HadoopGroups(Configuration hadoop) {
    this.groups = Groups.getUserToGroupsMappingService(hadoop);
  }

  @Override
  public Set<String> groupsOf(String user) {
    try {
      return groups.getGroupsSet(user);
    } catch (IOException unknownUser) {
      return Set.of(); // whom nobody knows is in no group
    }
  }
}
