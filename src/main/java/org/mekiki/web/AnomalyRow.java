package org.mekiki.web;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import org.mekiki.inspect.Feedback;

/**
 * An anomaly in the API's JSON: its frame's numbers and whether its picture is still there.
 *
 * @param feedback what a person said of it on this page; null where nobody did
 */
record AnomalyRow(
    @JsonUnwrapped SightingView frame, boolean hasPicture, Feedback.Verdict feedback) {}
