package dev.heddle.appmaster.yarn;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.container.StateFile;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.yarn.api.ApplicationMasterProtocol;
import org.apache.hadoop.yarn.api.protocolrecords.AllocateRequest;
import org.apache.hadoop.yarn.api.protocolrecords.AllocateResponse;
import org.apache.hadoop.yarn.api.protocolrecords.FinishApplicationMasterRequest;
import org.apache.hadoop.yarn.api.protocolrecords.RegisterApplicationMasterRequest;
import org.apache.hadoop.yarn.api.protocolrecords.RegisterApplicationMasterResponse;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.api.records.SchedulingRequest;
import org.apache.hadoop.yarn.api.records.Token;
import org.apache.hadoop.yarn.exceptions.ApplicationMasterNotRegisteredException;
import org.apache.hadoop.yarn.exceptions.InvalidApplicationMasterRequestException;
import org.apache.hadoop.yarn.exceptions.YarnException;

/**
 * This attempt's registration with the ResourceManager, over the raw protocol: YARN's client
 * library offers no way to set the response id, and with it an agent that was killed goes on as if
 * nothing had happened. Used by one thread.
 */
final class Registration {
  /** Hears the ResourceManager's answers, each before it is taken note of that it came. */
  interface Listener {
    /** The attempt is registered; again when it was so before the ResourceManager forgot. */
    void registered(RegisterApplicationMasterResponse response, boolean again) throws IOException;

    void answered(AllocateResponse response) throws IOException;

    void renewed(Token token);
  }

  private static final Pattern EXPECTED = Pattern.compile("expect responseId to be (\\d+)");

  private final ApplicationMasterProtocol resourceManager;
  private final StateFile responseIdFile;
  private final String host;
  private final int rpcPort;
  private final Asks asks;
  private final Listener listener;
  private int responseId;
  private float progress;
  private boolean attached;

  Registration(
      ApplicationMasterProtocol resourceManager,
      StateFile responseIdFile,
      String host,
      int rpcPort,
      Asks asks,
      Listener listener) {
    this.resourceManager = requireNonNull(resourceManager, "resourceManager is null");
    this.responseIdFile = requireNonNull(responseIdFile, "responseIdFile is null");
    this.host = requireNonNull(host, "host is null");
    this.rpcPort = rpcPort;
    this.asks = requireNonNull(asks, "asks is null");
    this.listener = requireNonNull(listener, "listener is null");
  }

  /** How far the application is; told with each heartbeat. */
  void progress(float reached) {
    progress = reached;
  }

  /** Goes on with a saved registration, or registers. Returns which of the two it was. */
  String attach(Optional<String> trackingUrl) throws YarnException, IOException {
    Optional<Integer> saved =
        responseIdFile
            .read()
            .map(String::strip)
            .filter(t -> t.matches("\\d+"))
            .map(Integer::valueOf);
    if (saved.isPresent()) {
      responseId = saved.get();
      attached = true;
      beat(trackingUrl);
      return "re-attached at response " + responseId;
    }
    try {
      register(trackingUrl);
      return "registered";
    } catch (InvalidApplicationMasterRequestException e) {
      // Registered by an agent that was killed before it could save the fact.
      responseId = 0;
      attached = true;
      beat(trackingUrl);
      return "re-attached";
    }
  }

  /**
   * One heartbeat. An empty tracking URL leaves the one on record as it is. Heals a restarted
   * ResourceManager and a response id that is out of step.
   */
  void beat(Optional<String> trackingUrl) throws YarnException, IOException {
    if (!attached) {
      attach(trackingUrl);
      return;
    }
    AllocateResponse response;
    try {
      response = allocate(trackingUrl);
    } catch (ApplicationMasterNotRegisteredException e) {
      register(trackingUrl);
      asks.sayAllAgain();
      response = allocate(trackingUrl);
    } catch (InvalidApplicationMasterRequestException e) {
      Matcher expected = EXPECTED.matcher(String.valueOf(e.getMessage()));
      if (!expected.find()) {
        throw e;
      }
      responseId = Integer.parseInt(expected.group(1));
      asks.sayAllAgain();
      response = allocate(trackingUrl);
    }
    asks.heard(response.getAllocatedContainers());
    asks.rejected(
        response.getRejectedSchedulingRequests().stream()
            .map(rejected -> rejected.getRequest().getAllocationRequestId())
            .toList());
    // Killed before the save, the next agent gets the same answer again.
    listener.answered(response);
    responseId = response.getResponseId();
    save();
    Token rolled = response.getAMRMToken();
    if (rolled != null) {
      listener.renewed(rolled);
    }
  }

  /** True once the ResourceManager has taken the end on record; until then, call again. */
  boolean finish(FinalApplicationStatus status, String diagnostics, String trackingUrl)
      throws YarnException, IOException {
    if (!attached) {
      attach(Optional.of(trackingUrl));
    }
    FinishApplicationMasterRequest request =
        FinishApplicationMasterRequest.newInstance(status, diagnostics, trackingUrl);
    try {
      return resourceManager.finishApplicationMaster(request).getIsUnregistered();
    } catch (ApplicationMasterNotRegisteredException e) {
      register(Optional.of(trackingUrl));
      return resourceManager.finishApplicationMaster(request).getIsUnregistered();
    }
  }

  private void register(Optional<String> trackingUrl) throws YarnException, IOException {
    RegisterApplicationMasterResponse response =
        resourceManager.registerApplicationMaster(
            RegisterApplicationMasterRequest.newInstance(host, rpcPort, trackingUrl.orElse("")));
    listener.registered(response, attached);
    responseId = 0;
    attached = true;
    save();
  }

  private AllocateResponse allocate(Optional<String> trackingUrl)
      throws YarnException, IOException {
    AllocateRequest request =
        AllocateRequest.newInstance(responseId, progress, asks.requests(), asks.releases(), null);
    trackingUrl.ifPresent(request::setTrackingUrl);
    List<SchedulingRequest> placed = asks.placed();
    if (!placed.isEmpty()) {
      request.setSchedulingRequests(placed);
    }
    return resourceManager.allocate(request);
  }

  private void save() throws IOException {
    responseIdFile.write(responseId + "\n");
  }
}
