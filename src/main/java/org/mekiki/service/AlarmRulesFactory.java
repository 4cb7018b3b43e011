package org.mekiki.service;

import java.util.Set;
import java.util.stream.Collectors;
import org.mekiki.config.AlarmSettings;
import org.mekiki.inspect.alarm.AlarmKind;
import org.mekiki.inspect.alarm.AlarmRules;
import org.mekiki.inspect.alarm.CountRule;
import org.mekiki.inspect.alarm.DriftRule;

/** Configuration → when alarms are raised and cleared. */
public final class AlarmRulesFactory {
  private AlarmRulesFactory() {}

  public static AlarmRules of(AlarmSettings settings) {
    Set<AlarmKind> kinds =
        settings.kinds().stream()
            .map(choice -> AlarmKind.valueOf(choice.name()))
            .collect(Collectors.toSet());
    return new AlarmRules(
        kinds,
        new CountRule(
            settings.anomalousFrames(),
            settings.anomalousWindow(),
            settings.anomalousClearFrames()),
        new CountRule(
            settings.unscorableFrames(),
            settings.unscorableWindow(),
            settings.unscorableClearFrames()),
        settings.noFramesAfter(),
        new DriftRule(
            settings.driftWindow(),
            settings.driftMinimumFrames(),
            settings.driftPsi(),
            settings.driftClearPsi()),
        settings.minimumDuration(),
        settings.forgetAfter());
  }
}
