package org.mekiki.stream.models;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.mekiki.model.ManifestJson;
import org.mekiki.model.ModelArchive;
import org.mekiki.model.Models;

class ModelCatalogTest {
  private final ModelCatalog catalog = new ModelCatalog();

  private void apply(ModelTopic.Key key, byte[] value) {
    catalog.apply(new ConsumerRecord<>("models", 0, 0, key.bytes(), value));
  }

  @Test
  void whatAVersionCanSeeIsLeftOutIfItIsLargerThanReadersTake() {
    int most = ModelArchive.MAX_DETECTABILITY_BYTES;
    apply(
        ModelTopic.kept("part", 1),
        ManifestJson.write(Models.manifest("part", 1, Models.selection(1))));

    apply(ModelTopic.detectability("part", 1), new byte[most]);
    assertThat(catalog.detectability("part", 1)).isPresent();

    apply(ModelTopic.detectability("part", 1), new byte[most + 1]);
    assertThat(catalog.detectability("part", 1)).as("nor the one that it replaced").isEmpty();
  }
}
