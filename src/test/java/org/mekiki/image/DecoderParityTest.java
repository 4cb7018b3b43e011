package org.mekiki.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_WEBP_QUALITY;

import java.awt.Point;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.mekiki.image.file.ImageLimits;

/**
 * The decoders in Java give the same pixels as OpenCV, sample by sample, for pictures that the JDK
 * writes: two independent programs agree with ours.
 */
class DecoderParityTest {
  private static final int[][] SIZES = {{37, 23}, {1, 1}, {64, 16}};

  private final ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);

  @TestFactory
  List<DynamicTest> pngs() {
    List<DynamicTest> tests = new ArrayList<>();
    for (int[] size : SIZES) {
      for (Drawn drawn : drawings(size[0], size[1])) {
        tests.add(test(drawn, "png", null, false));
        tests.add(test(drawn, "png", null, true));
      }
    }
    return tests;
  }

  @TestFactory
  List<DynamicTest> tiffs() {
    List<DynamicTest> tests = new ArrayList<>();
    for (int[] size : SIZES) {
      for (Drawn drawn : drawings(size[0], size[1])) {
        if (drawn.image().getColorModel().hasAlpha()) {
          continue; // libtiff multiplies colours with their alpha; alpha is dropped here
        }
        for (String compression : new String[] {"", "LZW", "Deflate", "ZLib", "PackBits"}) {
          tests.add(test(drawn, "tiff", compression, false));
          tests.add(test(drawn, "tiff", compression, true));
        }
      }
    }
    return tests;
  }

  @TestFactory
  List<DynamicTest> bitmaps() {
    List<DynamicTest> tests = new ArrayList<>();
    for (int[] size : SIZES) {
      for (Drawn drawn : drawings(size[0], size[1])) {
        boolean sixteen = drawn.image().getSampleModel().getSampleSize(0) == 16;
        boolean two = drawn.name().contains("2 bits");
        if (sixteen || two || drawn.image().getColorModel().hasAlpha()) {
          continue;
        }
        tests.add(test(drawn, "bmp", "BI_RGB", false));
        if (drawn.name().contains("8 bits, palette")) {
          tests.add(test(drawn, "bmp", "BI_RLE8", false));
        }
        if (drawn.name().contains("4 bits, palette") && size[0] == 64) {
          // The JDK writes others wrongly.
          tests.add(test(drawn, "bmp", "BI_RLE4", false));
        }
      }
      for (int type :
          new int[] {BufferedImage.TYPE_USHORT_555_RGB, BufferedImage.TYPE_USHORT_565_RGB}) {
        BufferedImage image = new BufferedImage(size[0], size[1], type);
        fill(image.getRaster());
        tests.add(test(new Drawn("16 bits " + type, image), "bmp", "BI_BITFIELDS", false));
      }
    }
    return tests;
  }

  @TestFactory
  List<DynamicTest> webps() {
    List<DynamicTest> tests = new ArrayList<>();
    for (int[] size : SIZES) {
      Picture picture = Samples.colour(size[0], size[1]);
      for (int quality : new int[] {10, 90, 101}) {
        byte[] webp = Samples.openCv(picture, ".webp", IMWRITE_WEBP_QUALITY, quality);
        tests.add(
            DynamicTest.dynamicTest(
                "webp of %dx%d, quality %d".formatted(size[0], size[1], quality),
                () -> assertThat(sameAsOpenCv(webp)).isTrue()));
      }
    }
    return tests;
  }

  /** A picture and what it is. */
  private record Drawn(String name, BufferedImage image) {}

  private static List<Drawn> drawings(int width, int height) {
    List<Drawn> drawings = new ArrayList<>();
    for (int bits : new int[] {1, 2, 4, 8}) {
      drawings.add(new Drawn(bits + " bits, grey palette", indexed(width, height, bits, true)));
      drawings.add(new Drawn(bits + " bits, palette", indexed(width, height, bits, false)));
    }
    for (int type : new int[] {DataBuffer.TYPE_BYTE, DataBuffer.TYPE_USHORT}) {
      for (int bands = 1; bands <= 4; bands++) {
        drawings.add(
            new Drawn(
                bands + " bands of " + DataBuffer.getDataTypeSize(type) + " bits",
                components(width, height, type, bands)));
      }
    }
    return drawings;
  }

  private static BufferedImage indexed(int width, int height, int bits, boolean grey) {
    int colours = 1 << bits;
    byte[][] levels = new byte[3][colours];
    Random random = new Random(bits);
    for (int i = 0; i < colours; i++) {
      for (int c = 0; c < 3; c++) {
        levels[c][i] = (byte) (grey ? i * 255 / (colours - 1) : random.nextInt(256));
      }
    }
    IndexColorModel model = new IndexColorModel(bits, colours, levels[0], levels[1], levels[2]);
    int type = bits < 8 ? BufferedImage.TYPE_BYTE_BINARY : BufferedImage.TYPE_BYTE_INDEXED;
    BufferedImage image = new BufferedImage(width, height, type, model);
    fill(image.getRaster());
    return image;
  }

  private static BufferedImage components(int width, int height, int type, int bands) {
    boolean grey = bands < 3;
    boolean alpha = bands % 2 == 0;
    ColorSpace space = ColorSpace.getInstance(grey ? ColorSpace.CS_GRAY : ColorSpace.CS_sRGB);
    ColorModel model =
        new ComponentColorModel(
            space, alpha, false, alpha ? ColorModel.TRANSLUCENT : ColorModel.OPAQUE, type);
    WritableRaster raster =
        Raster.createInterleavedRaster(type, width, height, bands, new Point(0, 0));
    fill(raster);
    return new BufferedImage(model, raster, false, null);
  }

  /** Random, with rows that repeat, so that every filter and every run occurs. */
  private static void fill(WritableRaster raster) {
    Random random = new Random(3);
    int[] sizes = raster.getSampleModel().getSampleSize();
    for (int y = 0; y < raster.getHeight(); y++) {
      for (int x = 0; x < raster.getWidth(); x++) {
        for (int b = 0; b < sizes.length; b++) {
          int most = (1 << sizes[b]) - 1;
          int smooth = most * (x + y) / (raster.getWidth() + raster.getHeight());
          raster.setSample(x, y, b, y % 4 == 0 ? random.nextInt(most + 1) : smooth);
        }
      }
    }
  }

  private DynamicTest test(Drawn drawn, String format, String compression, boolean variant) {
    String name =
        "%s of %dx%d, %s, %s, %s"
            .formatted(
                format,
                drawn.image().getWidth(),
                drawn.image().getHeight(),
                drawn.name(),
                compression,
                variant);
    return DynamicTest.dynamicTest(
        name,
        () -> {
          byte[] encoded = encode(drawn.image(), format, compression, variant);
          if (!sameAsOpenCv(encoded)) {
            Picture picture = decoder.decode(encoded);
            assertThat(picture.toBytes()).isEqualTo(levels(drawn.image(), picture.channels()));
          }
        });
  }

  /** Whether OpenCV can read it at all. */
  private boolean sameAsOpenCv(byte[] encoded) {
    Picture picture = decoder.decode(encoded);
    Optional<byte[]> reference = OpenCvPixels.of(encoded, picture.channels());
    reference.ifPresent(pixels -> assertThat(picture.toBytes()).isEqualTo(pixels));
    return reference.isPresent();
  }

  /** What was drawn, without transparency. */
  private static byte[] levels(BufferedImage image, int channels) {
    byte[] levels = new byte[image.getWidth() * image.getHeight() * channels];
    int i = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        for (int c = 0; c < channels; c++) {
          levels[i++] = (byte) level(image, x, y, c);
        }
      }
    }
    return levels;
  }

  private static int level(BufferedImage image, int x, int y, int c) {
    int sample = image.getRaster().getSample(x, y, 0);
    if (image.getColorModel() instanceof IndexColorModel model) {
      return (model.getRGB(sample) >> 16 - 8 * c) & 0xff;
    }
    int most = (1 << image.getSampleModel().getSampleSize(0)) - 1;
    return (image.getRaster().getSample(x, y, c) * 255 + most / 2) / most;
  }

  /**
   * By the JDK.
   *
   * @param variant interlaced for PNG, tiles for TIFF
   */
  private static byte[] encode(
      BufferedImage image, String format, String compression, boolean variant) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      ImageWriteParam param = writer.getDefaultWriteParam();
      if (compression != null && !compression.isEmpty()) {
        param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        param.setCompressionType(compression);
      }
      if (variant && format.equals("png")) {
        param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
      }
      if (variant && format.equals("tiff")) {
        param.setTilingMode(ImageWriteParam.MODE_EXPLICIT);
        param.setTiling(16, 16, 0, 0);
      }
      writer.write(null, new IIOImage(image, null, null), param);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
