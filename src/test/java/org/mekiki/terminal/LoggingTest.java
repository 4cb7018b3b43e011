package org.mekiki.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Filter;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.ConsoleAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationFactory;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.filter.CompositeFilter;
import org.apache.logging.log4j.core.filter.RegexFilter;
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[AdminClient clientId=a] Connection to node -1 (kafka-1/10.0.0.1:9092) could not be"
            + " established. Node may not be available.",
        "[AdminClient clientId=a] Bootstrap broker kafka-1:9092 (id: -2 rack: null isFenced: false)"
            + " disconnected"
      })
  void thatTheFirstAddressDoesNotAnswerIsToldByTheCommandAlone(String warning) throws Exception {
    assertThat(ofNetworkClient(warning)).isEqualTo(Filter.Result.DENY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[Consumer clientId=a] Connection to node 2 (kafka-2/10.0.0.2:9092) could not be"
            + " established. Node may not be available.",
        "[AdminClient clientId=a] Connection to node -1 (kafka-1/10.0.0.1:9092) failed"
            + " authentication due to: SSL handshake failed"
      })
  void whatNoCommandTellsOfAConnectionReachesTheTerminal(String warning) throws Exception {
    assertThat(ofNetworkClient(warning)).isEqualTo(Filter.Result.NEUTRAL);
  }

  /** Without the filter that counts how many there were lately. */
  private static Filter.Result ofNetworkClient(String message) throws Exception {
    Filter all =
        configuration().getLoggerConfig("org.apache.kafka.clients.NetworkClient").getFilter();
    for (Filter filter : (CompositeFilter) all) {
      if (filter instanceof RegexFilter && filter.filter(event(message)) == Filter.Result.DENY) {
        return Filter.Result.DENY;
      }
    }
    return Filter.Result.NEUTRAL;
  }

  private static Filter.Result result(String message) throws Exception {
    ConsoleAppender terminal = configuration().getAppender("stderr");
    return terminal.getFilter().filter(event(message));
  }

  private static Configuration configuration() throws Exception {
    try (var in = LoggingTest.class.getResourceAsStream("/log4j2.xml")) {
      Configuration made =
          ConfigurationFactory.getInstance()
              .getConfiguration(new LoggerContext("test"), new ConfigurationSource(in));
      made.initialize();
      return made;
    }
  }

  private static Log4jLogEvent event(String message) {
    return Log4jLogEvent.newBuilder()
        .setLoggerName("org.apache.kafka.clients.consumer.internals.X")
        .setLevel(Level.WARN)
        .setMessage(new SimpleMessage(message))
        .build();
  }
}
