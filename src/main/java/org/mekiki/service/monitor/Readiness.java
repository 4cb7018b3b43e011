package org.mekiki.service.monitor;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.mekiki.model.ModelEvents;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.ModelRefusedException;
import org.mekiki.text.Text;
import org.mekiki.web.Health;

/**
 * Whether a service that runs does its work: it does unless there are models for it, and it has
 * refused all of them. So a roll-out with the wrong network stops at its first instance instead of
 * turning every frame into a dead letter. Without any model there is nothing to expect: it is
 * ready. Thread-safe.
 */
final class Readiness implements ModelEvents {
  private final Map<String, String> refused = new TreeMap<>();
  private final Set<String> served = new TreeSet<>();

  @Override
  public synchronized void loaded(ModelManifest manifest, long bytes, Duration took) {
    served.add(manifest.model());
    refused.remove(manifest.model());
  }

  @Override
  public synchronized void swapped(
      ModelManifest from, ModelManifest to, long bytes, Duration took) {
    loaded(to, bytes, took);
  }

  @Override
  public synchronized void refused(String model, long version, ModelRefusedException why) {
    refused.put(model, "'" + model + "' version " + version + ": " + why.getMessage());
  }

  /** What is no longer there can't be expected to be served. */
  @Override
  public synchronized void deleted(String model) {
    refused.remove(model);
    served.remove(model);
  }

  /** Of a service whose partitions are assigned. */
  synchronized Health check() {
    if (served.isEmpty() && !refused.isEmpty()) {
      return Health.down(
          Text.of(
              "not scoring, and not in the group: no model is in service, %s refused; %s",
              refused.size(), refused.values().iterator().next()));
    }
    return Health.up("running");
  }
}
