package org.mekiki.stream.scoring;

import java.time.Clock;
import org.mekiki.inspect.InFlight;
import org.mekiki.inspect.InspectionListener;
import org.mekiki.inspect.InspectionModel;
import org.mekiki.inspect.Inspector;
import org.mekiki.inspect.alarm.AlarmListener;
import org.mekiki.inspect.alarm.AlarmRules;
import org.mekiki.model.ModelRepository;
import org.mekiki.stream.codec.FrameReader;
import org.mekiki.stream.codec.OffsetGaps;
import org.mekiki.stream.letters.DeadLetters;

/**
 * What the scoring topology works with, shared by all its threads.
 *
 * @param inspector frame → verdict
 * @param models current model by key
 * @param formats how records are written
 * @param reader record → frame
 * @param deadLetters how dead letters are made
 * @param inFlight remembers what is being worked on, in case it kills the process
 * @param gaps is told where records of the input topic are missing
 * @param listener is told of each frame
 * @param alarmRules when alarms are raised and cleared
 * @param alarmListener is told of alarms and drift
 * @param surroundings the cluster and the service around
 * @param clock for {@code scoredAt}
 */
public record ScoringParts(
    Inspector inspector,
    ModelRepository<InspectionModel> models,
    OutputFormats formats,
    FrameReader reader,
    DeadLetters deadLetters,
    InFlight inFlight,
    OffsetGaps gaps,
    InspectionListener listener,
    AlarmRules alarmRules,
    AlarmListener alarmListener,
    Surroundings surroundings,
    FrameTracing tracing,
    Clock clock) {}
