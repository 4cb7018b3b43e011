package org.mekiki.camera.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mekiki.camera.CapturedFrame;
import org.mekiki.camera.Defect;
import org.mekiki.camera.Label;
import org.mekiki.image.ImageDecoder;
import org.mekiki.image.Picture;
import org.mekiki.image.file.ImageFormat;
import org.mekiki.image.file.ImageHeader;
import org.mekiki.image.file.ImageLimits;

class SimulatedCameraTest {
  private static final long SEED = 7;

  private final SimulatedCamera camera = camera(SEED, SimulationOptions.DEFAULT);

  @Test
  void theSameSeedAndIndexGiveTheSameBytesInAnyOrder() {
    SimulatedCamera other = camera(SEED, SimulationOptions.DEFAULT);
    List<CapturedFrame> backwards = new ArrayList<>();
    for (int i = 5; i >= 0; i--) {
      backwards.add(0, other.frame(i));
    }
    for (int i = 0; i <= 5; i++) {
      CapturedFrame frame = camera.next().orElseThrow();
      assertThat(frame.encoded()).isEqualTo(backwards.get(i).encoded());
      assertThat(frame.sequence()).isEqualTo(i);
      assertThat(frame.frameId()).contains("cam-1-" + i);
      assertThat(frame.capturedAt())
          .isEqualTo(Instant.parse("2026-01-01T00:00:00Z").plusMillis(100L * i));
    }
  }

  /** Change the numbers when the drawing changes; they must be the same on every machine. */
  @Test
  void drawsTheSamePixelsOnEveryMachine() {
    assertThat(crc(camera.picture(3, Optional.empty()))).isEqualTo(4118978374L);
    assertThat(crc(camera.picture(3, Optional.of(Defect.Kind.STAIN)))).isEqualTo(1824707548L);
  }

  @Test
  void noTwoGoodFramesAreAlike() {
    Picture[] pictures = new Picture[6];
    for (int i = 0; i < pictures.length; i++) {
      long seed = i < 3 ? SEED : SEED + 1;
      pictures[i] = camera(seed, SimulationOptions.DEFAULT).picture(i % 3, Optional.empty());
      for (int j = 0; j < i; j++) {
        assertThat(meanDifference(pictures[i], pictures[j])).as("%d and %d", i, j).isGreaterThan(2);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Defect.Kind.class)
  void aDefectChangesItsBoxVisiblyAndNothingElse(Defect.Kind kind) {
    for (int index = 0; index < 4; index++) {
      Defect defect =
          camera.frame(index, Optional.of(kind)).label().orElseThrow().defect().orElseThrow();
      assertThat(defect.kind()).isEqualTo(kind);
      assertThat(defect.width()).isBetween(4, 60);
      assertThat(defect.height()).isBetween(4, 60);
      Picture good = camera.picture(index, Optional.empty());
      Picture bad = camera.picture(index, Optional.of(kind));
      long inMask = 0;
      long masked = 0;
      for (int y = 0; y < SimulatedCamera.HEIGHT; y++) {
        for (int x = 0; x < SimulatedCamera.WIDTH; x++) {
          int change = Math.abs(good.sample(x, y, 1) - bad.sample(x, y, 1));
          if (defect.covers(x, y)) {
            inMask += change;
            masked++;
          } else if (!inBox(defect, x, y)) {
            assertThat(change).as("%s at (%d, %d) of frame %d", kind, x, y, index).isZero();
          }
        }
      }
      assertThat(masked).as("pixels of %s", kind).isGreaterThanOrEqualTo(12);
      assertThat(inMask / (double) masked).as("mean change by %s", kind).isGreaterThan(8);
    }
  }

  @Test
  void keepsToItsDefectRateAndShowsEveryKind() {
    SimulatedCamera half = camera(SEED, SimulationOptions.DEFAULT.withDefectRate(0.5));
    Set<Defect.Kind> seen = EnumSet.noneOf(Defect.Kind.class);
    int defective = 0;
    for (int i = 0; i < 100; i++) {
      Label label = half.frame(i).label().orElseThrow();
      if (!label.good()) {
        defective++;
        seen.add(label.defect().orElseThrow().kind());
      }
    }
    assertThat(defective).isBetween(35, 65);
    assertThat(seen).isEqualTo(SimulatedScene.FIXTURE.kinds());
    assertThat(camera(SEED, SimulationOptions.DEFAULT.withDefectRate(0)).frame(9).label())
        .contains(Label.GOOD);
    assertThat(
            camera(SEED, SimulationOptions.DEFAULT.withDefectRate(1))
                .frame(9)
                .label()
                .orElseThrow()
                .good())
        .isFalse();
  }

  @Test
  void endsAfterItsFramesAndDeliversReadableJpegs() {
    SimulatedCamera two = new SimulatedCamera("cam-1", SEED, 2, SimulationOptions.DEFAULT);
    byte[] jpeg = two.next().orElseThrow().encoded();
    assertThat(ImageHeader.read(jpeg)).isEqualTo(new ImageHeader(ImageFormat.JPEG, 640, 480, 3));
    Picture decoded = new ImageDecoder(ImageLimits.DEFAULT).decode(jpeg);
    assertThat(meanDifference(decoded, two.picture(0, Optional.empty()))).isLessThan(5);
    assertThat(two.next()).isPresent();
    assertThat(two.next()).isEmpty();
  }

  @Test
  void namesOptionsThatAreOutOfRange() {
    SimulationOptions options = SimulationOptions.DEFAULT;
    assertThatThrownBy(() -> options.withDefectRate(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("simulated camera: defectRate NaN is not in 0.0…1.0");
    assertThatThrownBy(() -> new SimulatedCamera("c", 1, -1, options))
        .hasMessage("simulated camera: -1 frames is negative");
  }

  private static SimulatedCamera camera(long seed, SimulationOptions options) {
    return new SimulatedCamera("cam-1", seed, Long.MAX_VALUE, options);
  }

  private static boolean inBox(Defect defect, int x, int y) {
    return x >= defect.x()
        && x < defect.x() + defect.width()
        && y >= defect.y()
        && y < defect.y() + defect.height();
  }

  private static double meanDifference(Picture a, Picture b) {
    byte[] left = a.toBytes();
    byte[] right = b.toBytes();
    assertThat(left).hasSameSizeAs(right);
    long sum = 0;
    for (int i = 0; i < left.length; i++) {
      sum += Math.abs((left[i] & 0xff) - (right[i] & 0xff));
    }
    return sum / (double) left.length;
  }

  private static long crc(Picture picture) {
    CRC32 crc = new CRC32();
    byte[] bytes = picture.toBytes();
    crc.update(bytes, 0, bytes.length);
    assertThat(Arrays.equals(bytes, new byte[bytes.length])).isFalse();
    return crc.getValue();
  }

  /** Models that were taught on the default scene, and figures in the docs, rest on these bytes. */
  @Test
  void theDefaultSceneIsDrawnToTheByteAsEver() throws NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    SimulatedCamera ever = camera(5, SimulationOptions.DEFAULT);
    for (int i = 0; i < 2; i++) {
      digest.update(ever.picture(i, Optional.empty()).toBytes());
    }
    for (Defect.Kind kind : Defect.Kind.values()) {
      digest.update(ever.picture(3, Optional.of(kind)).toBytes());
    }
    assertThat(HexFormat.of().formatHex(digest.digest()))
        .isEqualTo("1307e471406bce7f116b6890b0d4ae48e9e4e950ecfa5029b4dec4d49b536ab9");
  }

  @ParameterizedTest
  @EnumSource(
      value = SimulatedScene.class,
      names = {"TURNED", "LARGE"})
  void otherScenesShowTheirDefectsWhereTheLabelSays(SimulatedScene scene) {
    SimulatedCamera other = camera(SEED, SimulationOptions.DEFAULT.withScene(scene));
    Picture good = other.picture(2, Optional.empty());
    assertThat(good.width()).isEqualTo(scene.width());
    assertThat(good.height()).isEqualTo(scene.height());
    for (Defect.Kind kind : scene.kinds()) {
      Defect defect =
          other.frame(2, Optional.of(kind)).label().orElseThrow().defect().orElseThrow();
      Picture bad = other.picture(2, Optional.of(kind));
      double inMask = 0;
      int masked = 0;
      for (int y = defect.y(); y < defect.y() + defect.height(); y++) {
        for (int x = defect.x(); x < defect.x() + defect.width(); x++) {
          if (defect.covers(x, y)) {
            inMask += Math.abs(good.sample(x, y, 1) - bad.sample(x, y, 1));
            masked++;
          }
        }
      }
      assertThat(inMask / masked).as("mean change by %s", kind).isGreaterThan(8);
      if (scene == SimulatedScene.LARGE) {
        assertThat(Math.sqrt(defect.width() * defect.height()))
            .as("size of %s", kind)
            .isBetween(5.0, 24.0);
      }
    }
  }

  @Test
  void theTurnedPartLiesAnywhereAtAnyAngleAndAllOfItIsSeen() {
    SimulatedCamera turned =
        camera(SEED, SimulationOptions.DEFAULT.withScene(SimulatedScene.TURNED));
    boolean[] quarters = new boolean[4];
    for (int i = 0; i < 40; i++) {
      PartPose pose = turned.pose(i);
      quarters[(int) ((pose.radians() + Math.PI) / (Math.PI / 2)) & 3] = true;
      assertThat(pose.x()).isBetween(300.0, SimulatedScene.TURNED.width() - 299.0);
      assertThat(pose.y()).isBetween(300.0, SimulatedScene.TURNED.height() - 299.0);
    }
    assertThat(quarters).containsOnly(true);
    Picture picture = turned.picture(0, Optional.empty());
    PartPose pose = turned.pose(0);
    double along = 150;
    int x = (int) (pose.x() - along * Math.cos(pose.radians()) + 130 * Math.sin(pose.radians()));
    int y = (int) (pose.y() - along * Math.sin(pose.radians()) - 130 * Math.cos(pose.radians()));
    assertThat(picture.sample(x, y, 1)).as("the plate beside the ring").isGreaterThan(110);
    assertThat(picture.sample(8, 8, 1)).as("the mat in a corner").isLessThan(90);
  }
}
