package org.mekiki.app.common;

import java.util.Locale;
import org.mekiki.config.ConfigLoader;
import org.mekiki.config.PadimSettings;
import org.mekiki.config.key.ConfigKey;
import picocli.CommandLine.Option;

/** The flags for how a model is made; each stands for a setting. */
public final class PadimOptions {
  @Option(
      names = "--paper",
      description =
          "As in the paper: the first feature's own grid, no neighbourhood, a random selection"
              + " over all features, absolute regularization of 0.01. Other flags override it.")
  private boolean paper;

  @Option(
      names = "--grid",
      paramLabel = "ROWSxCOLUMNS",
      description = "Grid of patches, or first-feature for the first feature's own.")
  private String grid;

  @Option(
      names = "--neighbourhood",
      paramLabel = "N",
      description = "Side of the neighbourhood that is averaged, odd; 1 for none.")
  private String neighbourhood;

  @Option(
      names = "--reduction",
      paramLabel = "HOW",
      description = "stratified, random, semi-orthogonal or all.")
  private String reduction;

  @Option(
      names = {"--regularization", "--regularisation"},
      paramLabel = "HOW[:VALUE]",
      description = "relative, absolute or ledoit-wolf; for example absolute:0.01.")
  private String regularization;

  @Option(
      names = "--false-alarm-rate",
      paramLabel = "RATE",
      description = "Target share of good images above the threshold.")
  private String falseAlarmRate;

  public void apply(ConfigLoader loader) {
    String[] parts = regularization == null ? new String[0] : regularization.split(":", 2);
    set(loader, PadimSettings.GRID, grid, "--grid", "first-feature");
    set(loader, PadimSettings.NEIGHBOURHOOD, neighbourhood, "--neighbourhood", "1");
    set(loader, PadimSettings.REDUCTION, reduction, "--reduction", "random");
    String method = parts.length > 0 ? parts[0] : null;
    set(loader, PadimSettings.REGULARIZATION, method, "--regularization", "absolute");
    String value = parts.length > 1 ? parts[1] : null;
    set(
        loader,
        PadimSettings.REGULARIZATION_VALUE,
        value,
        "--regularization",
        method == null ? "0.01" : null);
    set(loader, PadimSettings.FALSE_ALARM_RATE, falseAlarmRate, "--false-alarm-rate", null);
  }

  private void set(
      ConfigLoader loader, ConfigKey<?> key, String value, String flag, String papers) {
    if (value != null) {
      loader.set(key.name(), value.toLowerCase(Locale.ROOT), flag);
    } else if (paper && papers != null) {
      loader.set(key.name(), papers, "--paper");
    }
  }
}
