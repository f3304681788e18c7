package dev.heddle.operator.yarn;

import java.io.FileNotFoundException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.hadoop.security.AccessControlException;
import org.apache.hadoop.security.authorize.AuthorizationException;
import org.apache.hadoop.yarn.exceptions.InvalidResourceRequestException;
import org.apache.hadoop.yarn.exceptions.YarnException;

/** Sorts what Hadoop throws into what a person must mend and what will pass. */
final class Failures {

  /** Names of classes, which say nothing to people. */
  private static final Pattern EXCEPTION_NAME =
      Pattern.compile("^(?:(?:[a-z_$][\\w$]*\\.)+[A-Z][\\w$]*(?:Exception|Error): )+");

  private Failures() {}

  static RuntimeException of(String what, Exception e) {
    Throwable cause = e;
    while (cause != null) {
      if (cause instanceof AuthorizationException) {
        return new YarnRejectedException(
            YarnRejectedException.Reason.USER_NOT_ALLOWED, what + ": " + firstLine(cause), e);
      }
      if (cause instanceof AccessControlException) {
        return new YarnRejectedException(
            YarnRejectedException.Reason.USER_NOT_ALLOWED, what + ": " + firstLine(cause), e);
      }
      if (cause instanceof InvalidResourceRequestException) {
        return new YarnRejectedException(
            YarnRejectedException.Reason.RESOURCE_TOO_LARGE, what + ": " + firstLine(cause), e);
      }
      if (cause instanceof FileNotFoundException) {
        return new YarnRejectedException(
            YarnRejectedException.Reason.FILE_NOT_FOUND, what + ": " + firstLine(cause), e);
      }
      cause = cause.getCause();
    }
    if (e instanceof YarnException) {
      return rejected(what, e);
    }
    return new YarnUnavailableException(what + ": " + firstLine(e), e);
  }

  /** YARN says much in plain text only. */
  private static YarnRejectedException rejected(String what, Exception e) {
    String text = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    YarnRejectedException.Reason reason = YarnRejectedException.Reason.REJECTED;
    if (text.contains("does not have permission")
        || text.contains("cannot submit applications to queue")
        || text.contains("not allowed to impersonate")) {
      reason = YarnRejectedException.Reason.USER_NOT_ALLOWED;
    } else if (text.contains("queue") && (text.contains("unknown") || text.contains("not exist"))) {
      reason = YarnRejectedException.Reason.QUEUE_NOT_FOUND;
    }
    return new YarnRejectedException(reason, what + ": " + firstLine(e), e);
  }

  /** Hadoop appends whole stack traces to messages. */
  static String firstLine(Throwable e) {
    String text = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    int end = text.indexOf('\n');
    String line = end < 0 ? text : text.substring(0, end);
    line = EXCEPTION_NAME.matcher(line).replaceFirst("");
    int advice = line.indexOf("; For more details see");
    line = advice < 0 ? line : line.substring(0, advice);
    return line.length() > 500 ? line.substring(0, 500) : line;
  }
}
