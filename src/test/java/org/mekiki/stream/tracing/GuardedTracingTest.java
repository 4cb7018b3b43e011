package org.mekiki.stream.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.mekiki.inspect.Frame;
import org.mekiki.inspect.Inspection;
import org.mekiki.stream.codec.InputRecord;
import org.mekiki.stream.scoring.FrameTracing;

class GuardedTracingTest {
  private static final FrameTracing.Work BROKEN =
      new FrameTracing.Work() {
        @Override
        public InputRecord outgoing(InputRecord input) {
          throw new IllegalStateException("planned");
        }

        @Override
        public void inspected(Inspection found) {
          throw new IllegalStateException("planned");
        }

        @Override
        public void scored(Frame frame, Inspection found) {
          throw new IllegalStateException("planned");
        }

        @Override
        public void failed(RuntimeException why) {
          throw new IllegalStateException("planned");
        }
      };

  private final InputRecord input =
      new InputRecord("frames", 0, 0, 0, new byte[0], new byte[0], new RecordHeaders());

  @Test
  void aFaultOfTheTracingCostsNoFrame() {
    FrameTracing.Work work = new GuardedTracing(record -> BROKEN).begin(input);

    assertThat(work.outgoing(input)).isSameAs(input);
    assertThatCode(
            () -> {
              work.inspected(null);
              work.scored(null, null);
              work.failed(new IllegalStateException("of the frame"));
            })
        .doesNotThrowAnyException();
  }

  @Test
  void aFrameWhoseSpansCantBeginIsTracedByNothing() {
    GuardedTracing tracing =
        new GuardedTracing(
            record -> {
              throw new IllegalStateException("planned");
            });

    assertThat(tracing.begin(input)).isSameAs(FrameTracing.Work.NOOP);
  }
}
