package org.mekiki.app.common;

import java.io.IOException;
import java.nio.file.Path;
import org.mekiki.config.MekikiConfig;
import org.mekiki.inspect.InspectionModel;
import org.mekiki.model.ManifestVerifier;
import org.mekiki.model.ModelArchive;
import org.mekiki.model.ModelAssembler;
import org.mekiki.model.ModelRefusedException;
import org.mekiki.model.SignedManifest;
import org.mekiki.service.parts.InspectionModelFactory;
import org.mekiki.service.parts.ModelTopicAccess;
import org.mekiki.service.parts.ModelTrust;
import org.mekiki.stream.models.ModelCatalog;
import org.mekiki.stream.models.ModelDownload;
import org.mekiki.terminal.CommandException;
import org.mekiki.text.FileFault;

/** A model to score with, of the topic or of a file, verified as the scoring service would. */
public final class PublishedModel {
  private PublishedModel() {}

  /**
   * One of the topic.
   *
   * @param version null for the current one
   * @throws CommandException if there is none, or it is refused
   */
  public static InspectionModel ofTopic(
      MekikiConfig config,
      String model,
      Long version,
      ModelAssembler assembler,
      InspectionModelFactory factory) {
    ModelTopicAccess topic = new ModelTopicAccess(config);
    ModelCatalog catalog = topic.catalog();
    SignedManifest signed =
        (version == null
                ? catalog.currentAsPublished(model)
                : catalog.keptAsPublished(model, version))
            .orElseThrow(() -> ModelTopicAccess.unknown(catalog, model, version));
    try (ModelDownload download = topic.download()) {
      ModelTrust.verifier(config).verify(model, signed.json(), signed.signature());
      return factory.create(download.fetch(signed.read(), assembler));
    } catch (ModelRefusedException e) {
      throw CommandException.failed(e.getMessage());
    }
  }

  /**
   * One of a file.
   *
   * @throws CommandException if the file can't be read, or the model is refused
   */
  public static InspectionModel ofFile(
      MekikiConfig config, Path file, ModelAssembler assembler, InspectionModelFactory factory) {
    ManifestVerifier verifier = ModelTrust.verifier(config);
    try (ModelArchive source = ModelArchive.open(file)) {
      SignedManifest signed = source.signed();
      verifier.verify(source.manifest().model(), signed.json(), signed.signature());
      return factory.create(source.assemble(assembler));
    } catch (ModelRefusedException e) {
      throw CommandException.failed(e.getMessage());
    } catch (IOException e) {
      throw CommandException.failed("model " + file + " can't be read: " + FileFault.of(e));
    }
  }
}
