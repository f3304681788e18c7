package dev.heddle.operator.yarn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.apache.hadoop.yarn.util.Records;
import org.junit.jupiter.api.Test;

/** What YARN says of an application, in the operator's words. */
class ReportsTest {

  private static final ApplicationId ID = ApplicationId.newInstance(1_700_000_000_000L, 7);

  @Test
  void theAddressIsWhereTheProcessServes() {
    assertThat(served("http://node1:20001/notebooks/team-a/churn/"))
        .isEqualTo("http://node1:20001/notebooks/team-a/churn/");
    assertThat(served("N/A")).isEmpty();
  }

  @Test
  void yarnsOwnPageBetweenTwoAttemptsIsNoAddress() {
    assertThat(served("http://rm:8088/cluster/app/" + ID)).isEmpty();
  }

  private static String served(String trackingUrl) {
    var report = Records.newRecord(org.apache.hadoop.yarn.api.records.ApplicationReport.class);
    report.setApplicationId(ID);
    report.setApplicationTags(new Tags("u1", 1, "x").with("home", Set.of()));
    report.setYarnApplicationState(YarnApplicationState.RUNNING);
    report.setFinalApplicationStatus(FinalApplicationStatus.UNDEFINED);
    report.setOriginalTrackingUrl(trackingUrl);
    return Reports.read("home", report).orElseThrow().trackingUrl();
  }
}
