package org.mekiki.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Jazzer's target: pictures that reach new branches of the decoders are kept and changed further.
 * Anything but a picture or an {@link ImageException} is a finding. {@code ./mvnw -Pcoverage-fuzz
 * test-compile exec:exec} runs it.
 */
public final class ImageDecoderFuzzer {
  private static final int PNG_SIGNATURE_BYTES = 8;
  private static final int CHUNK_FRAME_BYTES = 12;
  private static final ImageDecoder DECODER = new ImageDecoder(new ImageLimits(1_000_000, 1 << 20));

  private ImageDecoderFuzzer() {}

  /** Writes the pictures that Jazzer starts from. */
  public static void fuzzerInitialize() throws IOException {
    Path corpus = Path.of("target", "coverage-fuzz", "corpus");
    Files.createDirectories(corpus);
    List<byte[]> seeds = PictureSeeds.all();
    for (int i = 0; i < seeds.size(); i++) {
      Files.write(corpus.resolve("seed-" + i), seeds.get(i));
    }
  }

  /** One picture. */
  public static void fuzzerTestOneInput(byte[] picture) {
    try {
      DECODER.decode(withRightChecksums(picture));
    } catch (ImageException documented) {
      // A damaged picture is refused with a sentence.
    }
  }

  /** A PNG's chunks get the checksums that belong to them: no fuzzer guesses those. */
  private static byte[] withRightChecksums(byte[] picture) {
    if (picture.length < PNG_SIGNATURE_BYTES || picture[0] != (byte) 0x89) {
      return picture;
    }
    ByteBuffer png = ByteBuffer.wrap(picture.clone());
    int at = PNG_SIGNATURE_BYTES;
    while (at + CHUNK_FRAME_BYTES <= picture.length) {
      int length = png.getInt(at);
      if (length < 0 || length > picture.length - at - CHUNK_FRAME_BYTES) {
        break;
      }
      CRC32 checksum = new CRC32();
      checksum.update(png.array(), at + 4, 4 + length);
      png.putInt(at + 8 + length, (int) checksum.getValue());
      at += CHUNK_FRAME_BYTES + length;
    }
    return png.array();
  }
}
