package org.mekiki.inspect;

import org.mekiki.image.ImageDecoder;
import org.mekiki.image.ImagePreprocessor;
import org.mekiki.image.Picture;
import org.mekiki.padim.Embedding;
import org.mekiki.padim.FeatureEmbedder;
import org.mekiki.padim.FeatureExtractor;

/**
 * Good frame → embedding: the part of training that looks at pictures, by the same decoder and
 * preprocessing as {@link Inspector}. Thread-safe.
 */
public final class FrameEmbedder {
  private final FrameDecoder decoder;
  private final ImagePreprocessor preprocessor;
  private final FeatureExtractor extractor;
  private final FeatureEmbedder embedder;

  public FrameEmbedder(ImageDecoder decoder, FeatureExtractor extractor, FeatureEmbedder embedder) {
    this.decoder = new FrameDecoder(decoder);
    this.preprocessor = new ImagePreprocessor(extractor.backbone().preprocessing());
    this.extractor = extractor;
    this.embedder = embedder;
  }

  /**
   * Embeds one frame.
   *
   * @throws UnscorableException if the frame is no picture, or its embedding is not finite
   */
  public Embedding embed(Frame frame) {
    Picture picture = decoder.decode(frame, preprocessor.preprocessing().resized());
    Embedding embedding = embedder.embed(extractor.extract(preprocessor.apply(picture)));
    for (float value : embedding.values()) {
      if (!Float.isFinite(value)) {
        throw new UnscorableException(
            Rejection.NOT_FINITE,
            "frame "
                + frame.id()
                + " can't be learned: the backbone gave values that are not numbers for it");
      }
    }
    return embedding;
  }
}
