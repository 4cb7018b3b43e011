package org.mekiki.inspect;

import java.util.List;
import org.mekiki.image.ImageDecoder;
import org.mekiki.image.ImagePreprocessor;
import org.mekiki.image.Picture;
import org.mekiki.padim.Embedding;
import org.mekiki.padim.FeatureEmbedder;
import org.mekiki.padim.FeatureExtractor;
import org.mekiki.padim.GoodEmbedding;
import org.mekiki.padim.ImageTensor;
import org.mekiki.padim.Variations;

/**
 * Good frame → embedding: the part of training that looks at pictures, by the same decoder and
 * preprocessing as {@link Inspector}. Thread-safe.
 */
public final class FrameEmbedder {
  private final FrameDecoder decoder;
  private final ImagePreprocessor preprocessor;
  private final FeatureExtractor extractor;
  private final FeatureEmbedder embedder;

  /**
   * Embeddings of a frame, and what its picture was like.
   *
   * @param width columns
   * @param height rows
   * @param bits that the camera uses of samples of 16, as far as frame and settings say; else 0
   */
  public record Learned(GoodEmbedding good, int width, int height, int bits) {
    /** The frame's own. */
    public Embedding embedding() {
      return good.image();
    }
  }

  public FrameEmbedder(ImageDecoder decoder, FeatureExtractor extractor, FeatureEmbedder embedder) {
    this(decoder, PictureRules.DEFAULT, extractor, embedder);
  }

  public FrameEmbedder(
      ImageDecoder decoder,
      PictureRules rules,
      FeatureExtractor extractor,
      FeatureEmbedder embedder) {
    this(new FrameDecoder(decoder, rules), extractor, embedder);
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
    return preprocessor.apply(picture(frame));
  }

  private Picture picture(Frame frame) {
    return decoder.decode(frame, preprocessor.preprocessing().resized(), 0);
  }

  /**
   * Embeds one frame.
   *
   * @param copies number of its {@link Variations} that are embedded too
   * @throws UnscorableException if the frame is no picture, or its embedding is not finite
   */
  public Learned embed(Frame frame, int copies) {
    Picture picture = picture(frame);
    ImageTensor tensor = preprocessor.apply(picture);
    Embedding embedding = embedding(frame, tensor);
    List<Embedding> varied =
        Variations.of(tensor, copies).stream().map(copy -> embedding(frame, copy)).toList();
    return new Learned(
        new GoodEmbedding(embedding, varied),
        picture.originalWidth(),
        picture.originalHeight(),
        decoder.bits(frame));
  }

  private Embedding embedding(Frame frame, ImageTensor tensor) {
    Embedding embedding = embedder.embed(extractor.extract(tensor));
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
