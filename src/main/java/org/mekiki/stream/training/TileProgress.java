package org.mekiki.stream.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far one tile of an accumulation has come.
 *
 * @param frames training frames seen, folded or buffered
 * @param buffered training frames not folded yet
 * @param validationFrames good frames held out by the sender
 * @param markers offset of the fit command by partition of the input, as far as it has come
 */
record TileProgress(long frames, int buffered, int validationFrames, Map<Integer, Long> markers) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  static final TileProgress NONE = new TileProgress(0, 0, 0, Map.of());

  TileProgress {
    markers = Map.copyOf(markers);
  }

  TileProgress withFrame() {
    return new TileProgress(frames + 1, buffered + 1, validationFrames, markers);
  }

  TileProgress withValidationFrame() {
    return new TileProgress(frames, buffered, validationFrames + 1, markers);
  }

  TileProgress folded() {
    return new TileProgress(frames, 0, validationFrames, markers);
  }

  TileProgress withMarker(int partition, long offset) {
    Map<Integer, Long> more = new TreeMap<>(markers);
    more.put(partition, offset);
    return new TileProgress(frames, buffered, validationFrames, more);
  }

  static TileProgress read(byte[] json) {
    try {
      return MAPPER.readValue(json, TileProgress.class);
    } catch (IOException e) {
      throw new UncheckedIOException("the tile's progress in the state store is unreadable", e);
    }
  }

  byte[] toBytes() {
    try {
      return MAPPER.writeValueAsBytes(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tile's progress could not be written as JSON", e);
    }
  }
}
