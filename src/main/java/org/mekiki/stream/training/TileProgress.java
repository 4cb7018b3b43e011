package org.mekiki.stream.training;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.mekiki.model.TaughtPictures;
import org.mekiki.padim.looks.DarkestLooks;
import org.mekiki.padim.looks.Looks;
import org.mekiki.padim.looks.TaughtLooks;
import org.mekiki.stream.avro.FrameRole;
import org.mekiki.stream.avro.TileEmbedding;
import org.mekiki.stream.training.message.TrainingLooks;
import org.mekiki.stream.training.message.TrainingMessages;

/**
 * How far one tile of an accumulation has come.
 *
 * @param frames training frames seen, folded or buffered
 * @param buffered training frames not folded yet
 * @param validationFrames good frames held out by the sender
 * @param markers offset of the fit command by partition of the input, as far as it has come
 * @param pictures what the frames' pictures are like, for tile 0
 * @param darkest ids of the good frames that may let a black picture pass, for tile 0
 */
record TileProgress(
    long frames,
    int buffered,
    int validationFrames,
    Map<Integer, Long> markers,
    TaughtPictures pictures,
    DarkestLooks<String> darkest) {
  static final TileProgress NONE =
      new TileProgress(0, 0, 0, Map.of(), TaughtPictures.UNKNOWN, DarkestLooks.none());

  TileProgress {
    markers = Map.copyOf(markers);
    // State of earlier releases doesn't know.
    pictures = pictures == null ? TaughtPictures.UNKNOWN : pictures;
    darkest = darkest == null ? DarkestLooks.none() : darkest;
  }

  TileProgress withFrame() {
    return new TileProgress(frames + 1, buffered + 1, validationFrames, markers, pictures, darkest);
  }

  TileProgress withValidationFrame() {
    return new TileProgress(frames, buffered, validationFrames + 1, markers, pictures, darkest);
  }

  TileProgress folded() {
    return new TileProgress(frames, 0, validationFrames, markers, pictures, darkest);
  }

  /** With the picture of a frame, of which only tile 0 is told. */
  TileProgress withPicture(TileEmbedding frame) {
    TaughtPictures more = pictures.with(frame.getWidth(), frame.getHeight(), frame.getBits());
    boolean good = frame.getRole() != FrameRole.DEFECT;
    Optional<Looks> looks = good ? TrainingLooks.of(frame) : Optional.empty();
    TaughtLooks all = looks.map(more.looks()::with).orElse(more.looks());
    DarkestLooks<String> dark =
        looks.map(one -> darkest.with(frame.getName(), one)).orElse(darkest);
    return new TileProgress(frames, buffered, validationFrames, markers, more.with(all), dark);
  }

  TileProgress withMarker(int partition, long offset) {
    Map<Integer, Long> more = new TreeMap<>(markers);
    more.put(partition, offset);
    return new TileProgress(frames, buffered, validationFrames, more, pictures, darkest);
  }

  static TileProgress read(byte[] json) {
    return TrainingMessages.state(json, TileProgress.class, "the tile's progress");
  }

  byte[] toBytes() {
    return TrainingMessages.json(this);
  }
}
