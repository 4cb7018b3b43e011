package org.mekiki.image;

import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_WEBP_QUALITY;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Small whole pictures of every kind that is read, as a fuzzer's starting points. */
final class PictureSeeds {
  private PictureSeeds() {}

  static List<byte[]> all() throws IOException {
    List<byte[]> seeds = new ArrayList<>();
    for (Picture picture : List.of(Samples.colour(37, 23), Samples.grey(16, 24))) {
      for (String extension : List.of(".png", ".jpg", ".bmp", ".tiff", ".webp")) {
        seeds.add(Samples.openCv(picture, extension));
      }
    }
    BufferedImage colour = image(BufferedImage.TYPE_3BYTE_BGR, 37, 23);
    BufferedImage grey = image(BufferedImage.TYPE_USHORT_GRAY, 20, 20);
    BufferedImage numbers = numbers(33, 21);
    for (BufferedImage image : List.of(colour, grey, numbers)) {
      for (String compression : List.of("LZW", "ZLib", "PackBits")) {
        seeds.add(write(image, "tiff", compression, image == grey));
      }
      seeds.add(write(image, "png", null, true));
      seeds.add(write(image, "png", null, false));
    }
    seeds.add(write(colour, "jpg", null, true));
    seeds.add(write(image(BufferedImage.TYPE_BYTE_GRAY, 30, 30), "jpg", null, true));
    seeds.add(write(numbers, "bmp", "BI_RLE8", false));
    seeds.add(write(image(BufferedImage.TYPE_USHORT_565_RGB, 9, 9), "bmp", "BI_BITFIELDS", false));
    // OpenCV writes WebP without loss unless a quality up to 100 is asked for.
    seeds.add(Samples.openCv(Samples.colour(19, 33), ".webp", IMWRITE_WEBP_QUALITY, 80));
    seeds.add(Samples.openCv(Samples.grey(40, 20), ".webp", IMWRITE_WEBP_QUALITY, 30));
    return seeds;
  }

  private static BufferedImage image(int type, int width, int height) {
    return filled(new BufferedImage(width, height, type));
  }

  private static BufferedImage numbers(int width, int height) {
    byte[][] levels = new byte[3][256];
    for (int i = 0; i < 256; i++) {
      levels[0][i] = (byte) i;
      levels[1][i] = (byte) (255 - i);
      levels[2][i] = (byte) (i * 7);
    }
    IndexColorModel model = new IndexColorModel(8, 256, levels[0], levels[1], levels[2]);
    return filled(new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, model));
  }

  private static BufferedImage filled(BufferedImage image) {
    int[] sizes = image.getSampleModel().getSampleSize();
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        for (int b = 0; b < sizes.length; b++) {
          image.getRaster().setSample(x, y, b, x / 5 * 4099 + y * (b + 3) & (1 << sizes[b]) - 1);
        }
      }
    }
    return image;
  }

  /** By the JDK; a variant is progressive, interlaced or in tiles. */
  private static byte[] write(
      BufferedImage image, String format, String compression, boolean variant) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      ImageWriteParam param = writer.getDefaultWriteParam();
      if (compression != null) {
        param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        param.setCompressionType(compression);
      }
      if (variant && param.canWriteProgressive()) {
        param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
      }
      if (variant && param.canWriteTiles()) {
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
