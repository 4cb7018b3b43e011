package org.mekiki.stream.training;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A trainer with the usual settings, a new one for each test. */
abstract class OnATrainer {
  @TempDir Path state;
  TrainingFixture training;

  @BeforeEach
  void start() {
    training = new TrainingFixture(state);
  }

  @AfterEach
  void stop() {
    training.close();
  }
}
