package org.mekiki.inspect;

import org.mekiki.image.ImageDecoder;
import org.mekiki.image.ImagePreprocessor;
import org.mekiki.padim.Embedding;
import org.mekiki.padim.FeatureEmbedder;
import org.mekiki.padim.FeatureExtractor;
import org.mekiki.padim.ImageTensor;

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
    this(new FrameDecoder(decoder), extractor, embedder);
  }

  private FrameEmbedder(
      FrameDecoder decoder, FeatureExtractor extractor, FeatureEmbedder embedder) {
    this.decoder = decoder;
    this.preprocessor = new ImagePreprocessor(extractor.backbone().preprocessing());
    this.extractor = extractor;
    this.embedder = embedder;
  }

  /** The same with another network, of the same features. */
  public FrameEmbedder with(FeatureExtractor other) {
    return new FrameEmbedder(decoder, other, embedder);
  }

  /**
   * A frame as the network takes it.
   *
   * @throws UnscorableException if the frame is no picture
   */
  public ImageTensor tensor(Frame frame) {
    return preprocessor.apply(decoder.decode(frame, preprocessor.preprocessing().resized()));
  }

  /**
   * Embeds one frame.
   *
   * @throws UnscorableException if the frame is no picture, or its embedding is not finite
   */
  public Embedding embed(Frame frame) {
    Embedding embedding = embedder.embed(extractor.extract(tensor(frame)));
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
