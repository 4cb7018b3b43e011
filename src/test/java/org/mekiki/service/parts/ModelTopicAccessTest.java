package org.mekiki.service.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.config.ConfigLoader;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.Models;
import org.mekiki.model.signing.SigningKeys;
import org.mekiki.stream.models.ModelTopicException;

class ModelTopicAccessTest {
  @TempDir private Path folder;

  @Test
  void nothingIsWrittenThatScorersWouldRefuse() throws Exception {
    Path key = folder.resolve("models.pem");
    Path trusted = folder.resolve("models.pem.pub");
    SigningKeys.write(SigningKeys.generate(), key, trusted);
    ConfigLoader loader =
        new ConfigLoader()
            .set("kafka.bootstrap.servers", "127.0.0.1:1", "test")
            .set("models.require-signature", "true", "test")
            .set("models.trusted-keys", trusted.toString(), "test");

    assertThatThrownBy(() -> new ModelTopicAccess(loader.load()).writer())
        .isInstanceOf(ModelTopicException.class)
        .hasMessageStartingWith("models.require-signature is true, but models.signing-key is not");

    loader.set("models.signing-key", key.toString(), "test");
    assertThat(new ModelTopicAccess(loader.load()).writer()).isNotNull();
  }

  @Test
  void ofATrainerThatCanNotBeToldItIsSaidWhatToDo() throws Exception {
    ConfigLoader loader =
        new ConfigLoader()
            .set("kafka.bootstrap.servers", "127.0.0.1:1", "test")
            .set("kafka.max.block.ms", "10", "test");
    ModelManifest current = Models.manifest("cam", 3, Models.selection(1));

    assertThatThrownBy(() -> new ModelTopicAccess(loader.load()).tellTrainer(current))
        .isInstanceOf(TrainerNotToldException.class)
        .hasMessageStartingWith(
            "model 'cam' version 3 is current, but the trainer could not be told: ")
        .hasMessageEndingWith("; before you teach it again, run mekiki models rollback cam --to 3");
  }
}
