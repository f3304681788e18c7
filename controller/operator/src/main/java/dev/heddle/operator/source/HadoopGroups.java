package dev.heddle.operator.source;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.Groups;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Groups as Hadoop's own mapping has them, with its cache. */
public final class HadoopGroups implements GroupLookup {

  private static final Logger LOG = LoggerFactory.getLogger(HadoopGroups.class);

  private final Groups groups;

  public HadoopGroups(Configuration cluster) {
    this.groups = Groups.getUserToGroupsMappingService(requireNonNull(cluster, "cluster is null"));
  }

  @Override
  public Set<String> groupsOf(String user) {
    try {
      return Set.copyOf(groups.getGroupsSet(user));
    } catch (IOException e) {
      // Nobody gets rights from a lookup that failed; what he had applied before stays.
      LOG.debug("no groups for {}: {}", user, e.getMessage());
      return Set.of();
    }
  }
}
