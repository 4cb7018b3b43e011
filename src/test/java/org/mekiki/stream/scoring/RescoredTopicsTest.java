package org.mekiki.stream.scoring;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.mekiki.stream.codec.Origin;
import org.mekiki.stream.codec.ResultKind;

class RescoredTopicsTest {
  @Test
  void aRecordThatTheBrokersRefuseEndsTheCommandWithASentence() {
    MockProducer<byte[], byte[]> producer =
        new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    OutputFormats formats =
        new OutputFormats(
            ResultKind.SCORE.avro(), ResultKind.ANOMALY.json(), ResultKind.HEATMAP.avro());
    try (RescoredTopics topics =
        new RescoredTopics(
            producer, Origin.NONE, formats, Optional.of("again"), Optional.empty())) {
      topics.write(new ProducerRecord<>("again", new byte[1]));
      producer.errorNext(new TopicAuthorizationException("not authorized to access topic again"));

      assertThatThrownBy(topics::flush)
          .isInstanceOf(RescoredTopics.NotWritten.class)
          .hasMessage("scores and heatmaps can't be written: not authorized to access topic again");
    }
  }
}
