package org.mekiki.web.line;

import java.util.Map;

/**
 * The line as a whole, in the API's JSON, since this process started.
 *
 * @param rejectedByReason label → count
 * @param learned good frames that went into training, by model
 * @param latencyP50Millis captured → scored over the last frames; null where there were none
 */
public record LineSummary(
    long startedAtMillis,
    int cameras,
    long frames,
    long scored,
    long good,
    long anomalous,
    long rejected,
    Map<String, Long> rejectedByReason,
    Map<String, Long> learned,
    double framesPerSecond,
    Double latencyP50Millis,
    Double latencyP99Millis) {}
