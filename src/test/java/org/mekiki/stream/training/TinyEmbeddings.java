package org.mekiki.stream.training;

import org.mekiki.image.ImageDecoder;
import org.mekiki.image.ImagePreprocessor;
import org.mekiki.image.file.ImageLimits;
import org.mekiki.padim.feature.Embedding;
import org.mekiki.padim.feature.EmbeddingSettings;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.padim.feature.PatchEmbedder;
import org.mekiki.stream.TinyBackbone;

/** Embeddings by the tiny network, and what a tile keeps. */
final class TinyEmbeddings {
  private TinyEmbeddings() {}

  /** The kind of an entry by its key, see {@link TileStore}. */
  static char kind(byte[] key) {
    int end = Integer.BYTES;
    while (key[end] != 0) {
      end++;
    }
    return (char) key[end + 1];
  }

  static Embedding embed(byte[] png, EmbeddingSettings embedding) {
    return embed(tensor(png), embedding);
  }

  static Embedding embed(ImageTensor tensor, EmbeddingSettings embedding) {
    return new PatchEmbedder(TinyBackbone.BACKBONE.features(), embedding)
        .embed(new TinyBackbone().extract(tensor));
  }

  static ImageTensor tensor(byte[] png) {
    ImagePreprocessor preprocessor = new ImagePreprocessor(TinyBackbone.BACKBONE.preprocessing());
    ImageDecoder decoder = new ImageDecoder(new ImageLimits(1_000_000, 1_000_000));
    return preprocessor.apply(decoder.decode(png, TinyBackbone.SIZE, TinyBackbone.SIZE));
  }
}
