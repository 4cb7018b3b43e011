package org.mekiki.stream.codec;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.mekiki.text.Text;

/**
 * The trace that a frame belongs to, as W3C Trace Context writes it into headers. It goes on to all
 * that is made of the frame. What is not valid is left out: the frame is scored without a trace.
 *
 * @param parent {@code traceparent}, e.g. {@code
 *     00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01}
 * @param state {@code tracestate}; empty if there is none
 */
public record TraceContext(String parent, String state) {
  /** Of a header, and of what it holds. */
  public static final String PARENT = "traceparent";

  /** Of a header; what tracing systems add to it. */
  public static final String STATE = "tracestate";

  /** Member of the state of a trace that {@link #begin} made. */
  public static final String BEGUN_KEY = "mekiki";

  private static final String BEGUN = "begun";

  /** All bits have to be random: shares of traces are taken by their last 64. */
  private static final SecureRandom RANDOM = new SecureRandom();

  /** As long as the recommendation asks everybody to pass on. */
  private static final int LONGEST_STATE = 512;

  private static final int MOST_MEMBERS = 32;
  private static final int VERSION_0_LENGTH = 55;

  /** Version, trace, span, flags; later versions may add more behind another dash. */
  private static final Pattern PARENT_FORM =
      Pattern.compile(
          "(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-[\\x21-\\x7e]*)?");

  private static final Pattern MEMBER_FORM =
      Pattern.compile(
          "[a-z0-9][a-z0-9_*/@-]{0,255}=[\\x20-\\x2b\\x2d-\\x3c\\x3e-\\x7e]{0,255}"
              + "[\\x21-\\x2b\\x2d-\\x3c\\x3e-\\x7e]");

  /**
   * A trace that begins here, though nobody sends a span for its beginning: what is done for it
   * hangs together. Its state says so, see {@link #isBegun}.
   */
  public static TraceContext begin() {
    return new TraceContext(
        Text.of(
            "00-%016x%016x-%016x-01",
            RANDOM.nextLong() | 1, // zeros only are not valid
            RANDOM.nextLong(),
            RANDOM.nextLong() | 1),
        BEGUN_KEY + "=" + BEGUN);
  }

  /**
   * Whether {@link #begin} made a trace: then nobody has decided yet whether it gets spans.
   *
   * @param member what the trace's state has under {@link #BEGUN_KEY}; may be null
   */
  public static boolean isBegun(String member) {
    return BEGUN.equals(member);
  }

  /** Reads the trace of a record; empty if it has none, or none that is valid. */
  public static Optional<TraceContext> of(Headers headers) {
    List<String> parents = texts(headers, PARENT);
    if (parents.size() != 1 || !isParent(parents.get(0))) {
      return Optional.empty();
    }
    String state = String.join(",", texts(headers, STATE));
    return Optional.of(new TraceContext(parents.get(0), isState(state) ? state : ""));
  }

  /** Writes the trace into a record's headers, in place of one that they have. */
  public void write(Headers headers) {
    put(headers, PARENT, parent);
    headers.remove(STATE);
    if (!state.isEmpty()) {
      put(headers, STATE, state);
    }
  }

  private static boolean isParent(String text) {
    return PARENT_FORM.matcher(text).matches()
        && (!text.startsWith("00") || text.length() == VERSION_0_LENGTH);
  }

  private static boolean isState(String text) {
    List<String> members = new ArrayList<>();
    for (String member : text.split(",", -1)) {
      if (!member.isBlank()) {
        members.add(member.strip());
      }
    }
    return text.length() <= LONGEST_STATE
        && members.size() <= MOST_MEMBERS
        && members.stream().allMatch(member -> MEMBER_FORM.matcher(member).matches())
        && members.stream().collect(Collectors.groupingBy(TraceContext::key)).size()
            == members.size();
  }

  private static String key(String member) {
    return member.substring(0, member.indexOf('='));
  }

  private static List<String> texts(Headers headers, String name) {
    List<String> texts = new ArrayList<>();
    for (Header header : headers.headers(name)) {
      texts.add(header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8));
    }
    return texts;
  }

  private static void put(Headers headers, String name, String value) {
    headers.remove(name).add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
