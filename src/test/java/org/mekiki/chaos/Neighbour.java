package org.mekiki.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.mekiki.Patience;

/**
 * A second installation on the same brokers, which differs by {@code topics.prefix} alone. Nobody
 * strikes it; it has to bear what happens to the brokers and to its neighbour.
 */
final class Neighbour implements AutoCloseable {
  private static final Duration ENDING = Patience.PATIENCE;
  private static final double FRAMES_PER_SECOND = 5;
  private static final int PICTURES = 0;

  private final Line line;
  private final long seed;
  private final Path acknowledgements;
  private final Child trainer;
  private final Child scorer;
  private final Child publisher;
  private final ModelWatch models;
  private final List<String> problems = new ArrayList<>();
  private final Map<String, Object> figures = new TreeMap<>();

  Neighbour(Line beside, long seed) {
    line = beside.neighbour("neighbour.");
    this.seed = seed;
    acknowledgements = line.folder().resolve("acknowledged");
    trainer = line.trainer("neighbour-trainer");
    scorer = line.scorer("neighbour-scorer");
    publisher =
        line.child(
            "neighbour-publisher",
            List.of("-Xmx192m"),
            PublisherMain.class,
            line.configFile().toString(),
            Long.toString(seed),
            Double.toString(FRAMES_PER_SECOND),
            acknowledgements.toString());
    models = new ModelWatch(line, FramePlan.MODEL);
  }

  /** Teaches its model in peace, then scores. */
  void start() {
    trainer.start();
    new Teacher(line).teach(FramePlan.MODEL, PICTURES, Line.PATIENCE);
    end(trainer);
    scorer.start();
    publisher.start();
  }

  /** Those of its processes that open transactions and are at work. */
  List<Child> writers() {
    return scorer.isAlive() ? List.of(scorer) : List.of();
  }

  /** No more frames come; waits for the outcomes of those that did, and ends. */
  void finish() {
    end(publisher);
    try (Audit audit = new Audit(line, seed)) {
      int open = ChaosRun.drained(audit);
      if (open > 0) {
        problems.add("neighbour: " + open + " frames have no outcome\n" + scorer.tail());
      }
    }
    end(scorer);
  }

  private void end(Child child) {
    if (!child.isAlive()) {
      problems.add(
          child.name() + " ended by itself with " + child.exitCode() + ":\n" + child.tail());
      return;
    }
    await()
        .untilAsserted(
            () ->
                assertThat(Line.works(child) || child.output().contains(PublisherMain.READY))
                    .as(child::tail)
                    .isTrue());
    Duration took = child.terminate(ENDING);
    if (child.exitCode().orElseThrow() != 0) {
      problems.add(child.name() + " ended with " + child.exitCode() + " after " + took);
    }
  }

  /** Looks at what it has left behind. */
  void look() throws IOException {
    try (Audit audit = new Audit(line, seed)) {
      audit.look(Acknowledgement.read(acknowledgements), models);
      audit.problems().forEach(problem -> problems.add("neighbour: " + problem));
      figures.putAll(audit.figures());
    }
  }

  List<String> problems() {
    return List.copyOf(problems);
  }

  Map<String, Object> figures() {
    return figures;
  }

  @Override
  public void close() {
    models.close();
    line.close();
  }
}
