package dev.heddle.appmaster.yarn;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.yarn.api.ApplicationMasterProtocol;
import org.apache.hadoop.yarn.api.protocolrecords.AllocateRequest;
import org.apache.hadoop.yarn.api.protocolrecords.AllocateResponse;
import org.apache.hadoop.yarn.api.protocolrecords.FinishApplicationMasterRequest;
import org.apache.hadoop.yarn.api.protocolrecords.FinishApplicationMasterResponse;
import org.apache.hadoop.yarn.api.protocolrecords.RegisterApplicationMasterRequest;
import org.apache.hadoop.yarn.api.protocolrecords.RegisterApplicationMasterResponse;
import org.apache.hadoop.yarn.api.records.Container;
import org.apache.hadoop.yarn.api.records.ResourceRequest;
import org.apache.hadoop.yarn.api.records.Token;
import org.apache.hadoop.yarn.exceptions.ApplicationMasterNotRegisteredException;
import org.apache.hadoop.yarn.exceptions.InvalidApplicationMasterRequestException;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.apache.hadoop.yarn.util.Records;

/** Answers one attempt as a real ResourceManager does, including its response ids. */
final class FakeResourceManager implements ApplicationMasterProtocol {
  private boolean registered;
  private int responseId;
  private int finishesUntilUnregistered = 1;
  private final Deque<IOException> failures = new ArrayDeque<>();
  private Optional<Token> rolledToken = Optional.empty();
  final List<String> trackingUrls = new ArrayList<>();
  private final Deque<Long> wanted = new ArrayDeque<>();
  private List<Container> lastGranted = List.of();
  private boolean gives = true;
  final List<String> asked = new ArrayList<>();
  final List<String> ends = new ArrayList<>();
  int registrations;
  int rpcPort;

  /** As after a restart with work-preserving recovery: the attempt must register anew. */
  void restart() {
    registered = false;
    responseId = 0;
  }

  void failNext(IOException failure) {
    failures.add(failure);
  }

  void rollToken(Token token) {
    rolledToken = Optional.of(token);
  }

  void unregisterAfter(int finishes) {
    finishesUntilUnregistered = finishes;
  }

  int responseId() {
    return responseId;
  }

  @Override
  public RegisterApplicationMasterResponse registerApplicationMaster(
      RegisterApplicationMasterRequest request) throws YarnException, IOException {
    failIfPlanned();
    if (registered) {
      throw new InvalidApplicationMasterRequestException(
          "Application Master is already registered : application_1_0001");
    }
    registered = true;
    responseId = 0;
    registrations++;
    rpcPort = request.getRpcPort();
    return Records.newRecord(RegisterApplicationMasterResponse.class);
  }

  @Override
  public AllocateResponse allocate(AllocateRequest request) throws YarnException, IOException {
    failIfPlanned();
    if (!registered) {
      throw new ApplicationMasterNotRegisteredException("AM is not registered");
    }
    // A repeat of the last request gets the last response again.
    if (request.getResponseId() != responseId && request.getResponseId() + 1 != responseId) {
      throw new InvalidApplicationMasterRequestException(
          "Invalid responseId in AllocateRequest from application attempt:"
              + " appattempt_1_0001_000001, expect responseId to be "
              + responseId
              + ", but get "
              + request.getResponseId());
    }
    if (request.getResponseId() == responseId) {
      responseId++;
      grant();
      note(request);
    }
    if (request.getTrackingUrl() != null) {
      trackingUrls.add(request.getTrackingUrl());
    }
    AllocateResponse response = Records.newRecord(AllocateResponse.class);
    response.setResponseId(responseId);
    response.setAllocatedContainers(lastGranted);
    rolledToken.ifPresent(response::setAMRMToken);
    return response;
  }

  void givesNothing() {
    gives = false;
  }

  /** As the real one, a heartbeat brings what those before it asked for. */
  private void grant() {
    List<Container> granted = new ArrayList<>();
    while (gives && !wanted.isEmpty()) {
      long request = wanted.remove();
      Container container = Records.newRecord(Container.class);
      container.setAllocationRequestId(request);
      granted.add(container);
    }
    lastGranted = granted;
  }

  private void note(AllocateRequest request) {
    for (ResourceRequest ask : request.getAskList()) {
      asked.add(ask.getAllocationRequestId() + " x " + ask.getNumContainers());
      wanted.remove(ask.getAllocationRequestId());
      if (ask.getNumContainers() > 0) {
        wanted.add(ask.getAllocationRequestId());
      }
    }
  }

  @Override
  public FinishApplicationMasterResponse finishApplicationMaster(
      FinishApplicationMasterRequest request) throws YarnException, IOException {
    failIfPlanned();
    if (!registered) {
      throw new ApplicationMasterNotRegisteredException("AM is not registered");
    }
    finishesUntilUnregistered--;
    boolean unregistered = finishesUntilUnregistered <= 0;
    if (unregistered) {
      ends.add(request.getFinalApplicationStatus() + ": " + request.getDiagnostics());
    }
    return FinishApplicationMasterResponse.newInstance(unregistered);
  }

  private void failIfPlanned() throws IOException {
    IOException failure = failures.poll();
    if (failure != null) {
      throw failure;
    }
  }
}
