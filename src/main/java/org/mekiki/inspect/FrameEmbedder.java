package org.mekiki.inspect;

import java.util.List;
import org.mekiki.image.ImageDecoder;
import org.mekiki.image.ImagePreprocessor;
import org.mekiki.image.Picture;
import org.mekiki.padim.GoodEmbedding;
import org.mekiki.padim.Variations;
import org.mekiki.padim.feature.Embedding;
import org.mekiki.padim.feature.FeatureEmbedder;
import org.mekiki.padim.feature.FeatureExtractor;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.padim.looks.Looks;
import org.mekiki.view.Viewer;
import org.mekiki.view.align.Pose;

/**
 * Good frame → embedding: the part of training that looks at pictures, by the same decoder and
 * preprocessing as {@link Inspector}. Thread-safe.
 */
public final class FrameEmbedder {
  private final FrameDecoder decoder;
  private final Viewer viewer;
  private final FeatureExtractor extractor;
  private final FeatureEmbedder embedder;

  /**
   * Embeddings of a frame, and what its picture was like.
   *
   * @param bits that the camera uses of samples of 16, as far as frame and settings say; else 0
   * @param decodeNanos time to decode and align it, and to make the tensor
   * @param backboneNanos time of the network and of the embedding, copies among it
   */
  public record Learned(
      GoodEmbedding good, int width, int height, int bits, long decodeNanos, long backboneNanos) {
    /** The frame's own. */
    public Embedding embedding() {
      return good.image();
    }
  }

  public FrameEmbedder(
      ImageDecoder decoder,
      PictureRules rules,
      FeatureExtractor extractor,
      FeatureEmbedder embedder) {
    this(
        decoder,
        rules,
        Viewer.whole(new ImagePreprocessor(extractor.backbone().preprocessing())),
        extractor,
        embedder);
  }

  /**
   * Embeds what a viewer shows of frames.
   *
   * @param viewer made for the extractor's network
   */
  public FrameEmbedder(
      ImageDecoder decoder,
      PictureRules rules,
      Viewer viewer,
      FeatureExtractor extractor,
      FeatureEmbedder embedder) {
    this(new FrameDecoder(decoder, rules), viewer, extractor, embedder);
  }

  private FrameEmbedder(
      FrameDecoder decoder, Viewer viewer, FeatureExtractor extractor, FeatureEmbedder embedder) {
    this.decoder = decoder;
    this.viewer = viewer;
    this.extractor = extractor;
    this.embedder = embedder;
  }

  /** The same with another network, of the same features. */
  public FrameEmbedder with(FeatureExtractor other) {
    return new FrameEmbedder(decoder, viewer, other, embedder);
  }

  /** The same with another embedder, for the same network. */
  public FrameEmbedder with(FeatureEmbedder other) {
    return new FrameEmbedder(decoder, viewer, extractor, other);
  }

  /**
   * A frame as the network takes it.
   *
   * @throws UnscorableException if the frame is no picture, or can't be aligned
   */
  public ImageTensor tensor(Frame frame) {
    return tensor(picture(frame));
  }

  private ImageTensor tensor(Picture picture) {
    Pose pose = viewer.locate(picture);
    if (pose instanceof Pose.NotAligned why) {
      throw new UnscorableException(Rejection.NOT_ALIGNED, why.reason());
    }
    return viewer.see(picture, (Pose.Found) pose).tensor();
  }

  private Picture picture(Frame frame) {
    return decoder.decode(frame, viewer.wanted(), 0);
  }

  /**
   * Embeds one frame.
   *
   * @param copies number of its {@link Variations} that are embedded too
   * @throws UnscorableException if the frame is no picture, or its embedding is not finite
   */
  public Learned embed(Frame frame, int copies) {
    long start = System.nanoTime();
    Picture picture = picture(frame);
    ImageTensor tensor = tensor(picture);
    long decoded = System.nanoTime();
    Embedding embedding = embedding(frame, tensor);
    List<Embedding> varied =
        Variations.of(tensor, copies, viewer.areas()).stream()
            .map(copy -> embedding(frame, copy))
            .toList();
    return new Learned(
        new GoodEmbedding(
            embedding, Looks.of(tensor, extractor.backbone().preprocessing()), varied),
        picture.originalWidth(),
        picture.originalHeight(),
        decoder.bits(frame),
        decoded - start,
        System.nanoTime() - decoded);
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
