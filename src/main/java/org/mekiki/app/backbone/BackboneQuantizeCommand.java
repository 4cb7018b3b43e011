package org.mekiki.app.backbone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mekiki.app.common.InRange;
import org.mekiki.app.common.ResultFile;
import org.mekiki.camera.CapturedFrame;
import org.mekiki.camera.FolderSource;
import org.mekiki.image.ImageDecoder;
import org.mekiki.image.ImagePreprocessor;
import org.mekiki.image.file.ImageLimits;
import org.mekiki.onnx.BackboneFiles;
import org.mekiki.onnx.BackboneGraph;
import org.mekiki.onnx.Backbones;
import org.mekiki.onnx.int8.CheckedQuantization;
import org.mekiki.onnx.int8.QuantizationNoise;
import org.mekiki.onnx.network.OnnxException;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.terminal.CommandException;
import org.mekiki.terminal.ExitCodes;
import org.mekiki.terminal.Terminal;
import org.mekiki.text.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mekiki backbone quantize}: a network in int8, a third of the time. */
@Command(
    name = "quantize",
    mixinStandardHelpOptions = true,
    description = {
      "Writes a convolutional network in int8: about a third of the time on processors with VNNI, a"
          + " quarter of the bytes.",
      "Half of the good images give the ranges of values. With the others both networks are"
          + " compared, and int8 is refused if features differ too much. A model works with one"
          + " network only: teach again with the new one."
    })
public final class BackboneQuantizeCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "FILE", description = "The ONNX file, float32.")
  private Path file;

  @Option(
      names = "--calibrate",
      paramLabel = "DIR",
      required = true,
      description = "Good images of the camera, at least 4; 50 are plenty.")
  private Path calibrate;

  @Option(
      names = "--features",
      paramLabel = "NAME",
      split = ",",
      description =
          "The tensors that are looked at, separated by commas. Default: the file's own, or those"
              + " that inspect proposes.")
  private List<String> features = List.of();

  @Option(
      names = "--images",
      paramLabel = "N",
      defaultValue = "100",
      description = "Most images to use. Default: ${DEFAULT-VALUE}.")
  @InRange(from = CheckedQuantization.LEAST_IMAGES)
  private int most;

  @Option(
      names = "--max-noise",
      paramLabel = "SHARE",
      defaultValue = "0.1",
      description =
          "Refuse if int8 adds more than this share to what good images' features differ by."
              + " Default: ${DEFAULT-VALUE}.")
  @InRange(above = 0)
  private double maxNoise;

  @Option(
      names = {"-o", "--output"},
      converter = ResultFile.Replaced.class,
      paramLabel = "FILE",
      required = true,
      description = "The int8 file. The file beside it says how pictures are prepared.")
  private Path output;

  public BackboneQuantizeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    if (Files.exists(output) && Files.exists(file) && Files.isSameFile(file, output)) {
      throw CommandException.badUsage("--output '" + output + "' is the file itself");
    }
    try {
      quantize();
    } catch (OnnxException e) {
      throw CommandException.failed(e.getMessage());
    }
    return ExitCodes.OK;
  }

  private void quantize() throws IOException {
    BackboneGraph exact = Backbones.file(file, features, null);
    CheckedQuantization checked = CheckedQuantization.of(exact, images(exact));
    for (QuantizationNoise each : checked.noise()) {
      terminal.print("%-40s %.2f %% noise", each.feature(), each.noise() * 100);
    }
    Optional<String> refusal = checked.refusal(maxNoise);
    if (refusal.isPresent()) {
      throw CommandException.failed(
          refusal.get()
              + ": nothing is written; calibrate with more images, or allow more by --max-noise");
    }
    BackboneGraph written =
        BackboneFiles.save(checked.quantized(), output, "int8 of " + file.getFileName());
    terminal.print(
        "%s: %.1f MB, was %.1f MB",
        output, written.graph().bytes().length / 1e6, exact.graph().bytes().length / 1e6);
  }

  private List<ImageTensor> images(BackboneGraph backbone) throws IOException {
    ImagePreprocessor preprocessor = new ImagePreprocessor(backbone.backbone().preprocessing());
    ImageShape wanted = backbone.backbone().preprocessing().resized();
    ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
    List<ImageTensor> images = new ArrayList<>();
    try (FolderSource source = FolderSource.byFolderName(calibrate)) {
      source.leftOut().forEach(sentence -> terminal.tell("%s", sentence));
      Optional<CapturedFrame> frame = source.next();
      while (frame.isPresent() && images.size() < most) {
        byte[] encoded = frame.get().encoded();
        images.add(preprocessor.apply(decoder.decode(encoded, wanted.width(), wanted.height())));
        frame = source.next();
      }
    } catch (IOException e) {
      throw CommandException.failed("--calibrate: " + e.getMessage());
    }
    if (images.size() < CheckedQuantization.LEAST_IMAGES) {
      throw CommandException.failed(
          Text.of(
              "--calibrate '%s' holds %d images; at least %d are needed, 50 are plenty",
              calibrate, images.size(), CheckedQuantization.LEAST_IMAGES));
    }
    return images;
  }
}
