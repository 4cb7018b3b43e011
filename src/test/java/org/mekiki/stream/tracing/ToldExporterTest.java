package org.mekiki.stream.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.mekiki.LoggedLines;
import org.mekiki.OtlpReceiver;
import org.mekiki.broker.FreePorts;
import org.mekiki.config.TracingSettings;
import org.mekiki.otlp.ReceiverWatch;
import org.mekiki.stream.codec.InputRecord;

class ToldExporterTest {
  private final InputRecord input =
      new InputRecord("frames", 0, 0, 0, new byte[0], new byte[0], new RecordHeaders());

  @Test
  void aReceiverThatIsAwayIsOneLineInTheLogAndItsReturnAnother() throws Exception {
    // No other process is given this port while nobody listens.
    int port = new FreePorts(new Random()).next();
    OtlpTracing tracing =
        new OtlpTracing(
            new TracingSettings("http://127.0.0.1:" + port, 1), "mekiki-score", "1.2.3");
    String own = ":" + port + "/";
    try (LoggedLines log = new LoggedLines(ReceiverWatch.class)) {
      for (int i = 0; i < 2; i++) {
        tracing.begin(input).failed(new IllegalStateException("planned"));
        tracing.flush();
      }
      assertThat(log.lines(own))
          .singleElement(InstanceOfAssertFactories.STRING)
          .contains(
              "spans can't be sent to http://127.0.0.1:" + port + "/v1/traces", "ConnectException");

      try (OtlpReceiver back = new OtlpReceiver(port)) {
        tracing.begin(input).failed(new IllegalStateException("planned"));
        tracing.flush();
        // One of those before may still have been tried again, and have come too.
        Awaitility.await()
            .untilAsserted(
                () -> {
                  assertThat(back.spans()).isNotEmpty();
                  assertThat(log.lines(own)).last().asString().endsWith("takes spans again");
                });
      }
      assertThat(log.lines(own)).hasSize(2);
    }
    tracing.close();
  }

  @Test
  void aReceiverThatRefusesIsNamedWithItsAnswer() throws Exception {
    try (OtlpReceiver receiver = new OtlpReceiver();
        LoggedLines log = new LoggedLines(ReceiverWatch.class)) {
      String wrong = receiver.endpoint() + "/elsewhere";
      OtlpTracing tracing = new OtlpTracing(new TracingSettings(wrong, 1), "mekiki-score", "1.2.3");
      tracing.begin(input).failed(new IllegalStateException("planned"));
      tracing.close();

      Awaitility.await()
          .untilAsserted(
              () ->
                  assertThat(log.lines(wrong))
                      .singleElement(InstanceOfAssertFactories.STRING)
                      .contains(wrong + "/v1/traces: it answers 404"));
    }
  }
}
