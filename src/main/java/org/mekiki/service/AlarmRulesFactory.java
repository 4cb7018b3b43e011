package org.mekiki.service;

import java.util.Set;
import java.util.stream.Collectors;
import org.mekiki.config.AlarmChoice;
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
        settings.kinds().stream().map(AlarmRulesFactory::kind).collect(Collectors.toSet());
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

  private static AlarmKind kind(AlarmChoice choice) {
    return switch (choice) {
      case ANOMALOUS -> AlarmKind.ANOMALOUS;
      case UNSCORABLE -> AlarmKind.UNSCORABLE;
      case NO_FRAMES -> AlarmKind.NO_FRAMES;
      case DRIFT -> AlarmKind.DRIFT;
    };
  }
}
