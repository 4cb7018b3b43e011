package org.mekiki;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;

/**
 * What a class says in the log, and what anybody says by {@code java.util.logging}, until this is
 * closed.
 */
public final class LoggedLines extends AbstractAppender implements AutoCloseable {
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Logger logger;
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord entry) {
          if (entry.getLevel().intValue() >= Level.WARNING.intValue()) {
            lines.add(entry.getMessage());
          }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  public LoggedLines(Class<?> of) {
    super("test", null, null, true, Property.EMPTY_ARRAY);
    logger = (Logger) LogManager.getLogger(of);
    start();
    logger.addAppender(this);
    java.util.logging.Logger.getLogger("").addHandler(handler);
  }

  @Override
  public void append(LogEvent event) {
    lines.add(event.getMessage().getFormattedMessage());
  }

  public List<String> lines() {
    return lines;
  }

  /** Those that name something of the test's own: other tests of this JVM may still say theirs. */
  public List<String> lines(String naming) {
    return lines.stream().filter(line -> line.contains(naming)).toList();
  }

  @Override
  public void close() {
    logger.removeAppender(this);
    java.util.logging.Logger.getLogger("").removeHandler(handler);
  }
}
