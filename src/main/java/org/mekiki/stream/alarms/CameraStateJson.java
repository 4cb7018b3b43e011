package org.mekiki.stream.alarms;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Optional;
import org.mekiki.inspect.alarm.CameraState;

/** A camera's alarms as they lie in the state store. Thread-safe. */
public final class CameraStateJson {
  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          // The version before this one may read what this one wrote.
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private CameraStateJson() {}

  public static byte[] write(CameraState state) {
    try {
      return MAPPER.writeValueAsBytes(state);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a camera's state could not be written as JSON", e);
    }
  }

  /** Empty if it is unreadable. */
  public static Optional<CameraState> read(byte[] json) {
    try {
      return Optional.of(MAPPER.readValue(json, CameraState.class));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
