package org.mekiki.evaluate;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.mekiki.evaluate.Evaluation.Unreadable;

/**
 * What came of a file: a value, or the reason why there is none.
 *
 * @param value null if there is none
 * @param problem null if there is a value
 */
record Loaded<T>(T value, Unreadable problem) {

  static <T> Loaded<T> of(T value) {
    return new Loaded<>(value, null);
  }

  static <T> Loaded<T> problem(Path file, String reason) {
    return new Loaded<>(null, new Unreadable(file, reason));
  }

  /** Passes the values on, in order, and collects the problems. */
  static final class Values<T> implements Iterator<T> {
    private final Iterator<Loaded<T>> loaded;
    private final List<Unreadable> problems;
    private final EvaluationProgress progress;
    private T next;
    private int count;

    Values(Iterator<Loaded<T>> loaded, List<Unreadable> problems, EvaluationProgress progress) {
      this.loaded = loaded;
      this.problems = problems;
      this.progress = progress;
    }

    @Override
    public boolean hasNext() {
      while (next == null && loaded.hasNext()) {
        Loaded<T> candidate = loaded.next();
        progress.step();
        if (candidate.problem() == null) {
          next = candidate.value();
          count++;
        } else {
          problems.add(candidate.problem());
        }
      }
      return next != null;
    }

    @Override
    public T next() {
      if (!hasNext()) {
        throw new NoSuchElementException("all files are done");
      }
      T value = next;
      next = null;
      return value;
    }

    /** Values found so far. */
    int count() {
      return count;
    }
  }
}
