package org.mekiki.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Filter;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.ConsoleAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationFactory;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.SimpleMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoggingTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "[Consumer clientId=a] Not updating high watermark for partition frames-0",
        "stream-thread [a] Detected that the thread is being fenced; a recoverable issue"
      })
  void warningsThatKafkaGetsOverByItselfDoNotReachTheTerminal(String harmless) throws Exception {
    assertThat(result(harmless)).isEqualTo(Filter.Result.DENY);
  }

  @Test
  void otherWarningsDo() throws Exception {
    assertThat(result("Connection to node 1 could not be established"))
        .isEqualTo(Filter.Result.NEUTRAL);
  }

  private static Filter.Result result(String message) throws Exception {
    try (var in = LoggingTest.class.getResourceAsStream("/log4j2.xml")) {
      Configuration made =
          ConfigurationFactory.getInstance()
              .getConfiguration(new LoggerContext("test"), new ConfigurationSource(in));
      made.initialize();
      ConsoleAppender terminal = made.getAppender("stderr");
      return terminal
          .getFilter()
          .filter(
              Log4jLogEvent.newBuilder()
                  .setLoggerName("org.apache.kafka.clients.consumer.internals.X")
                  .setLevel(Level.WARN)
                  .setMessage(new SimpleMessage(message))
                  .build());
    }
  }
}
