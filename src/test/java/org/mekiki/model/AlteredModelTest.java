package org.mekiki.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.model.signing.ManifestSigner;
import org.mekiki.model.signing.SigningKeys;
import org.mekiki.padim.PadimModel;

/** One bit of a signed model is altered, in every byte of it: nobody is served another model. */
class AlteredModelTest {
  private static final KeyPair KEYS = SigningKeys.generate();
  private static final ManifestVerifier VERIFIER = ManifestVerifier.of(List.of(KEYS.getPublic()));

  private final Random random = new Random(7);
  private final PadimModel model = Models.projection(3);
  private final ModelManifest manifest = Models.manifest("part", 4, model);
  private final SignedManifest signed =
      SignedManifest.of(manifest, ManifestSigner.of(KEYS.getPrivate()));

  @TempDir Path folder;

  @Test
  void everyByteOfTheManifestCounts() {
    for (int at = 0; at < signed.json().length; at++) {
      assertRefused(flipped(signed.json(), at), signed.signature(), "manifest byte " + at);
    }
  }

  @Test
  void everyByteOfTheSignatureCounts() {
    for (int at = 0; at < signed.signature().length; at++) {
      assertRefused(signed.json(), flipped(signed.signature(), at), "signature byte " + at);
    }
  }

  @Test
  void everyByteOfEveryChunkCounts() {
    ModelChunks chunks = Models.chunks(model);
    for (int n = 0; n < chunks.count(); n++) {
      for (int at = 0; at < chunks.chunk(n).length; at++) {
        ModelAssembly assembly = ModelAssembler.ofAnyBackbone().begin(manifest);
        assertThat(assembly.add(n, flipped(chunks.chunk(n), at)))
            .as("chunk %d byte %d", n, at)
            .isFalse();
      }
    }
  }

  @Test
  void aModelFileIsRefusedOrStillHoldsTheVeryModel() throws IOException {
    Path file = folder.resolve("part.mekiki");
    try (ModelArchiveWriter writer = new ModelArchiveWriter(file, signed)) {
      for (int n = 0; n < manifest.chunks().count(); n++) {
        writer.add(n, Models.chunks(model).chunk(n));
      }
      writer.finish();
    }
    byte[] whole = Files.readAllBytes(file);
    Path altered = folder.resolve("altered.mekiki");
    int refused = 0;
    for (int at = 0; at < whole.length; at++) {
      Files.write(altered, flipped(whole, at));
      refused += isRefusedOrTheSame(altered, at) ? 1 : 0;
    }
    assertThat(refused).as("of %d bytes", whole.length).isGreaterThan(whole.length / 2);
  }

  /** True if it was refused; what zip itself doesn't look at may change: times, say. */
  private boolean isRefusedOrTheSame(Path file, int at) {
    try (ModelArchive read = ModelArchive.open(file)) {
      VERIFIER.verify("part", read.signed().json(), read.signed().signature());
      VerifiedModel found = read.assemble(ModelAssembler.ofAnyBackbone());
      assertThat(found.manifest()).as("byte %d", at).isEqualTo(manifest);
      ModelAssemblerTest.assertSame(found.model(), model);
      return false;
    } catch (ModelRefusedException | IOException e) {
      return true;
    }
  }

  private static void assertRefused(byte[] json, byte[] signature, String what) {
    try {
      VERIFIER.verify("part", json, signature);
    } catch (ModelRefusedException e) {
      assertThat(e.reason()).as(what).isEqualTo(ModelRefusedException.Reason.BAD_SIGNATURE);
      return;
    }
    throw new AssertionError(what + " was altered, and nobody noticed");
  }

  private byte[] flipped(byte[] bytes, int at) {
    byte[] copy = bytes.clone();
    copy[at] ^= (byte) (1 << random.nextInt(8));
    return copy;
  }
}
