package org.mekiki.app.models;

import java.io.IOException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.mekiki.app.common.CommonOptions;
import org.mekiki.config.MekikiConfig;
import org.mekiki.model.ManifestVerifier;
import org.mekiki.model.ModelArchive;
import org.mekiki.model.ModelAssembler;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.ModelRefusedException;
import org.mekiki.model.SignedManifest;
import org.mekiki.model.VerifiedModel;
import org.mekiki.service.parts.BackboneFactory;
import org.mekiki.service.parts.ModelTopicAccess;
import org.mekiki.service.parts.ModelTrust;
import org.mekiki.stream.models.ModelCatalog;
import org.mekiki.stream.models.ModelDownload;
import org.mekiki.terminal.CommandException;
import org.mekiki.terminal.ExitCodes;
import org.mekiki.terminal.Terminal;
import org.mekiki.text.FileFault;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mekiki models verify}: whether every byte of the models is what was published. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Checks every byte of models: manifest, signature, chunks, numbers, and the network if they"
          + " bring one.",
      "Ends with 1 if something is wrong."
    })
public final class ModelsVerifyCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private CommonOptions options;

  @Parameters(
      paramLabel = "MODEL",
      arity = "0..1",
      description = "Key of a model. Default: all models on the topic.")
  private String model;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "Verify this file of 'mekiki models export' instead.")
  private Path file;

  private List<PublicKey> trusted;
  private boolean signatureRequired;
  private int wrong;

  public ModelsVerifyCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (file != null) {
      trust(ModelTrust.checkedBy(options.loader(terminal)).load());
      verifyFile();
    } else {
      ModelTopicAccess topic = ModelTopicAccess.connect(options.loader(terminal), terminal);
      trust(topic.config());
      verifyTopic(topic);
    }
    return wrong == 0 ? ExitCodes.OK : ExitCodes.FAILED;
  }

  private void trust(MekikiConfig config) {
    trusted = ModelTrust.trusted(config);
    signatureRequired = config.models().requireSignature();
  }

  private void verifyTopic(ModelTopicAccess topic) {
    ModelCatalog catalog = topic.catalog();
    List<String> models = model == null ? List.copyOf(catalog.models()) : List.of(model);
    if (model != null && !catalog.models().contains(model)) {
      throw ModelTopicAccess.unknown(catalog, model, null);
    }
    for (Map.Entry<String, String> manifest : catalog.unreadable().entrySet()) {
      if (models.stream().anyMatch(key -> isOf(manifest.getKey(), key))) {
        wrong(manifest.getKey(), manifest.getValue());
      }
    }
    try (ModelDownload download = topic.download()) {
      terminal.lifecycle().onStop(download::stop);
      for (String key : models) {
        for (SignedManifest signed : versions(catalog, key)) {
          verify(key, signed, manifest -> download.fetch(manifest, anyBackbone()));
        }
      }
    }
  }

  private static boolean isOf(String recordKey, String model) {
    return recordKey.equals("m/" + model) || recordKey.startsWith("h/" + model + "/");
  }

  /** The readable manifests: those that are kept, and the current one if it is none of them. */
  private static List<SignedManifest> versions(ModelCatalog catalog, String model) {
    List<SignedManifest> all = new ArrayList<>();
    catalog
        .keptVersions(model)
        .forEach(version -> catalog.keptAsPublished(model, version).ifPresent(all::add));
    catalog
        .currentAsPublished(model)
        .filter(c -> all.stream().noneMatch(kept -> java.util.Arrays.equals(c.json(), kept.json())))
        .ifPresent(all::add);
    return all.stream().filter(signed -> signed.version() > 0).toList();
  }

  private void verifyFile() {
    try (ModelArchive source = ModelArchive.open(file)) {
      verify(
          source.manifest().model(), source.signed(), manifest -> source.assemble(anyBackbone()));
    } catch (ModelRefusedException e) {
      wrong(file.toString(), e.getMessage());
    } catch (IOException e) {
      throw CommandException.failed(file + " can't be read: " + FileFault.of(e));
    }
  }

  private static ModelAssembler anyBackbone() {
    return ModelAssembler.ofAnyBackbone();
  }

  /** Reads all of a model, which fails if there is anything wrong with it. */
  @FunctionalInterface
  private interface Reading {
    VerifiedModel all(ModelManifest manifest) throws IOException;
  }

  private void verify(String key, SignedManifest signed, Reading reading) {
    ModelManifest manifest = signed.read();
    try {
      String signature = signature(key, signed);
      if (!manifest.model().equals(key)) {
        wrong(manifest.label(), "it is published under the key of model '" + key + "'");
        return;
      }
      BackboneFactory.requireRunnable(reading.all(manifest));
      terminal.print(
          "%s: all %d chunks, %d bytes, are as published; %s",
          manifest.label(), manifest.chunks().count(), manifest.chunks().totalBytes(), signature);
    } catch (ModelRefusedException e) {
      wrong(manifest.label(), e.getMessage());
    } catch (IOException e) {
      throw CommandException.failed(manifest.label() + " can't be read: " + e);
    }
  }

  private String signature(String key, SignedManifest signed) {
    if (signed.signature() == null && !signatureRequired) {
      return "not signed";
    }
    if (trusted.isEmpty()) {
      return "signed, but models.trusted-keys names no key to check that by";
    }
    ManifestVerifier.of(trusted).verify(key, signed.json(), signed.signature());
    return "signed by a trusted key";
  }

  private void wrong(String what, String why) {
    wrong++;
    terminal.print("%s: WRONG: %s", what, why);
  }
}
