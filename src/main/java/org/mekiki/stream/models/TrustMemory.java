package org.mekiki.stream.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.mekiki.model.CurrentVersion;
import org.mekiki.model.ModelRefusedException;
import org.mekiki.model.SignedManifest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers over restarts which version of each model was current, and its manifest: one small file
 * for each model. A folder that can't be used is logged and costs nothing but the memory.
 */
final class TrustMemory {
  /** Within the folder for local state. */
  static final String FOLDER = "trusted-models";

  private static final Logger LOG = LoggerFactory.getLogger(TrustMemory.class);
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String SUFFIX = ".json";

  private final Optional<Path> folder;

  /**
   * What is known of a model.
   *
   * @param manifest of the current version; null if it is not known, or the model is deleted
   */
  record Known(CurrentVersion statement, SignedManifest manifest) {}

  /**
   * @param state folder for local state; none: nothing is remembered
   */
  TrustMemory(Optional<Path> state) {
    this.folder = state.map(path -> path.resolve(FOLDER));
  }

  List<Known> all() {
    List<Known> all = new ArrayList<>();
    if (folder.isEmpty() || !Files.isDirectory(folder.get())) {
      return all;
    }
    try (Stream<Path> files = Files.list(folder.get())) {
      for (Path file : files.filter(f -> f.toString().endsWith(SUFFIX)).sorted().toList()) {
        try {
          all.add(read(file));
        } catch (IOException | IllegalArgumentException | ModelRefusedException e) {
          LOG.warn("what was remembered of a model in {} can't be read: {}", file, e.toString());
        }
      }
    } catch (IOException e) {
      LOG.warn("what was remembered of models in {} can't be read: {}", folder.get(), e.toString());
    }
    return all;
  }

  private static Known read(Path file) throws IOException {
    JsonNode json = MAPPER.readTree(Files.readAllBytes(file));
    CurrentVersion statement = CurrentVersion.read(json.path("statement").binaryValue());
    byte[] manifest = json.path("manifest").binaryValue();
    return new Known(
        statement,
        manifest == null
            ? null
            : new SignedManifest(manifest, json.path("signature").binaryValue()));
  }

  void put(Known known) {
    if (folder.isEmpty()) {
      return;
    }
    ObjectNode json = MAPPER.createObjectNode();
    json.put("statement", known.statement().toBytes());
    if (known.manifest() != null) {
      json.put("manifest", known.manifest().json());
      json.put("signature", known.manifest().signature());
    }
    Path file = folder.get().resolve("model-" + known.statement().model() + SUFFIX);
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      Files.createDirectories(folder.get());
      Files.write(part, MAPPER.writeValueAsBytes(json));
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      LOG.warn(
          "which version of model '{}' is current can't be remembered in {}: {}",
          known.statement().model(),
          file,
          e.toString());
    }
  }
}
