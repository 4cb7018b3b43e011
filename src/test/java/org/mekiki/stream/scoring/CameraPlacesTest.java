package org.mekiki.stream.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.mekiki.inspect.Misplacement;
import org.mekiki.stream.codec.InputRecord;

/** Where cameras' frames lie. */
class CameraPlacesTest {
  private final CameraPlaces places = new CameraPlaces();

  @Test
  void aCameraOnOnePartitionIsWhereItShouldBe() {
    for (int frame = 0; frame < 3; frame++) {
      assertThat(places.look("cam-1", at(3, "cam-1"))).isEmpty();
      assertThat(places.look("cam-2", at(4, "cam-2"))).isEmpty();
    }
  }

  @Test
  void aCameraOnTwoPartitionsIsNoticedEachTimeThatItMoves() {
    places.look("cam-1", at(3, "cam-1"));
    assertThat(places.look("cam-1", at(4, "cam-1"))).containsExactly(Misplacement.OTHER_PARTITION);
    assertThat(places.look("cam-1", at(3, "cam-1"))).containsExactly(Misplacement.OTHER_PARTITION);
    assertThat(places.look("cam-1", at(3, "cam-1"))).as("where it was").isEmpty();
  }

  @Test
  void aFrameWithoutAKeyIsNoticed() {
    assertThat(places.look("cam-1", at(3, null))).containsExactly(Misplacement.NO_KEY);
    assertThat(places.look("cam-1", at(4, "")))
        .containsExactlyInAnyOrder(Misplacement.NO_KEY, Misplacement.OTHER_PARTITION);
  }

  @Test
  void camerasBeyondALimitTakeNoMemory() {
    for (int camera = 0; camera < CameraPlaces.MOST; camera++) {
      places.look("cam-" + camera, at(0, "k"));
    }
    places.look("late", at(0, "late"));
    assertThat(places.look("late", at(1, "late"))).isEmpty();
    assertThat(places.look("cam-7", at(1, "k"))).hasSize(1);
  }

  private static InputRecord at(int partition, String key) {
    byte[] bytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
    return new InputRecord("frames", partition, 0, 0, bytes, new byte[1], new RecordHeaders());
  }
}
