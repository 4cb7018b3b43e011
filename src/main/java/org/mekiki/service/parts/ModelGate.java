package org.mekiki.service.parts;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.utils.ThreadUtils;
import org.mekiki.model.ModelRepository;
import org.mekiki.stream.run.StreamsRunner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a scorer out of its group while there are models and it has refused all of them: with the
 * wrong network, say. In the group it would take partitions from scorers that can use the models,
 * and make dead letters of their frames. On a thread of its own.
 */
public final class ModelGate implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ModelGate.class);
  private static final Duration EVERY = Duration.ofMillis(500);

  private final ModelRepository<?> models;
  private final StreamsRunner runner;
  private final ScheduledExecutorService scheduler =
      Executors.newSingleThreadScheduledExecutor(
          ThreadUtils.createThreadFactory("mekiki-model-gate", true));
  private boolean out;

  /**
   * @param runner of the scoring topology, which the caller starts
   */
  public ModelGate(ModelRepository<?> models, StreamsRunner runner) {
    this.models = models;
    this.runner = runner;
  }

  public void start() {
    scheduler.scheduleWithFixedDelay(this::look, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look() {
    try {
      if (!out && models.refusesAll()) {
        LOG.warn(
            "scoring: leaves the group, because all models that there are were refused; it joins"
                + " again when there is one that it can use");
        out = true;
        runner.leave();
      } else if (out && !models.refusesAll()) {
        LOG.info("scoring: joins the group again");
        runner.join();
        out = false;
      }
    } catch (TimeoutException e) {
      LOG.warn("scoring: a thread has not left the group yet: {}", e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("scoring: the group can't be left or joined", e);
    }
  }

  @Override
  public void close() {
    scheduler.shutdownNow();
  }
}
