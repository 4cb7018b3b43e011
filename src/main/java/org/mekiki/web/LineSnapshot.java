package org.mekiki.web;

import java.util.List;
import org.mekiki.web.line.AnomalyRow;
import org.mekiki.web.line.CameraRow;
import org.mekiki.web.line.LineSummary;
import org.mekiki.web.topics.AlarmsView;
import org.mekiki.web.topics.ModelsView;
import org.mekiki.web.topics.TrainingView;

/**
 * What a viewer is sent: first everything, then what changed since. The same thing may be sent
 * twice; sequences tell.
 *
 * @param epoch of this process: sequences of another epoch are others
 * @param full whether it is everything, so that what it doesn't name is gone
 * @param sequence up to which it is complete
 * @param nowMillis by the server's clock, from which ages are counted
 * @param lag frames that wait to be scored; null where that is not known
 * @param behind whether more than a second's work waits; the page asks for less then
 * @param models null where nothing changed
 * @param alarms null where nothing changed
 * @param training models whose teaching or versions changed
 */
record LineSnapshot(
    String epoch,
    boolean full,
    long sequence,
    long nowMillis,
    LineSummary summary,
    Long lag,
    boolean behind,
    List<CameraRow> cameras,
    List<AnomalyRow> anomalies,
    ModelsView.Models models,
    AlarmsView.Alarms alarms,
    List<TrainingView.Row> training) {}
