package org.mekiki.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.image.ImageWriter;
import org.mekiki.image.Picture;
import org.mekiki.image.PixelFormat;

class FolderSourceTest {
  @TempDir private Path folder;

  @Test
  void deliversPicturesOfAllSubFoldersInNaturalOrder() throws IOException {
    for (String file :
        List.of("b/part-10.png", "b/part-9.PNG", "a/x/1.png", "part.png", "b/part-09.png")) {
      write(file);
    }
    write("b/.hidden.png");
    write(".git/part.png");
    Files.writeString(folder.resolve("notes.txt"), "no picture");
    try (FolderSource source = FolderSource.ofCamera(folder, "cam-1")) {
      assertThat(source.size()).isEqualTo(5);
      List<CapturedFrame> frames = all(source);
      assertThat(frames)
          .extracting(frame -> frame.frameId().orElseThrow())
          .containsExactly(
              "a/x/1.png", "b/part-09.png", "b/part-9.PNG", "b/part-10.png", "part.png");
      assertThat(frames).extracting(CapturedFrame::camera).containsOnly("cam-1");
      assertThat(frames).extracting(CapturedFrame::sequence).containsExactly(0L, 1L, 2L, 3L, 4L);
      assertThat(frames.get(0).label()).isEmpty();
      assertThat(frames.get(0).encoded())
          .isEqualTo(Files.readAllBytes(folder.resolve("a/x/1.png")));
      assertThat(all(source.only(Set.of(4L, 0L))))
          .as("from the first one on")
          .extracting(CapturedFrame::sequence)
          .containsExactly(0L, 4L);
    }
  }

  @Test
  void followsLinksToFilesAndFoldersAndCatchesLoops(@TempDir Path elsewhere) throws IOException {
    Path real = elsewhere.resolve("real");
    Files.createDirectories(real);
    Files.move(write("1.png"), real.resolve("1.png"));
    Files.createSymbolicLink(folder.resolve("a"), real);
    Files.createSymbolicLink(folder.resolve("b.png"), real.resolve("1.png"));
    Files.createSymbolicLink(folder.resolve("gone.png"), real.resolve("gone.png"));
    Files.createSymbolicLink(real.resolve("back"), folder);
    try (FolderSource source = FolderSource.ofCamera(folder, "cam-1")) {
      assertThat(all(source))
          .extracting(frame -> frame.frameId().orElseThrow())
          .containsExactly("a/1.png", "b.png");
      assertThat(source.leftOut())
          .containsExactlyInAnyOrder(
              "left out: a/back: a link to a folder that it lies in",
              "left out: gone.png: a link to a file that is not there");
    }
  }

  @Test
  void aFolderMayItselfBeALink(@TempDir Path elsewhere) throws IOException {
    write("1.png");
    Path link = Files.createSymbolicLink(elsewhere.resolve("link"), folder);
    assertThat(FolderSource.ofCamera(link, "cam-1").size()).isEqualTo(1);
  }

  @Test
  void readsJpegsByAnyOfTheirNames() throws IOException {
    for (String name : List.of("1.jfif", "2.JPE", "3.jpg", "4.JPEG")) {
      write(name);
    }
    assertThat(FolderSource.ofCamera(folder, "cam-1").size()).isEqualTo(4);
  }

  @Test
  void namesWhatIsLeftOutAndWhy() throws IOException {
    write("part.png");
    for (String name :
        List.of("1.heic", "2.HEIC", "3.heic", "4.heif", "a.avif", "b.gif", "c.jp2", "notes.txt")) {
      Files.createFile(folder.resolve(name));
    }
    Files.createFile(folder.resolve(".DS_Store"));
    assertThat(FolderSource.ofCamera(folder, "cam-1").leftOut())
        .containsExactly(
            "left out: a.avif: AVIF can't be read; save it as JPEG or PNG",
            "left out: b.gif: GIF can't be read; save it as JPEG or PNG",
            "left out: 1.heic, 2.HEIC, 3.heic and 1 more: HEIC can't be read; save it as JPEG or"
                + " PNG",
            "left out: c.jp2: JPEG 2000 can't be read; save it as JPEG or PNG",
            "left out: notes.txt: not a picture by its name; pictures end in .jpg, .jpeg, .jfif,"
                + " .jpe, .png, .bmp, .webp, .tif, .tiff");
  }

  @Test
  void leavesOutNamesThatCanNotBeRepresented() throws Exception {
    write("part.png");
    Process touch =
        new ProcessBuilder("sh", "-c", "cp part.png \"$(printf 'Pr\\377fling.png')\"")
            .directory(folder.toFile())
            .start();
    assertThat(touch.waitFor()).isZero();
    try (FolderSource source = FolderSource.ofCamera(folder, "cam-1")) {
      assertThat(source.size()).isEqualTo(1);
      assertThat(source.leftOut())
          .singleElement()
          .asString()
          .contains("can't be represented in this system's character set", "LC_ALL to C.UTF-8");
    }
  }

  @Test
  void takesTheCameraFromTheFirstSubFolder() throws IOException {
    write("line-1/good/1.png");
    write("line-2/1.png");
    write("top.png");
    try (FolderSource source = FolderSource.byFolderName(folder)) {
      assertThat(all(source))
          .extracting(CapturedFrame::camera)
          .containsExactly("line-1", "line-2", folder.getFileName().toString());
    }
  }

  @Test
  void takesTheTimeFromTheFile() throws IOException {
    Instant time = Instant.parse("2026-03-04T05:06:07Z");
    Files.setLastModifiedTime(write("1.png"), FileTime.from(time));
    try (FolderSource source = FolderSource.ofCamera(folder, "cam-1")) {
      assertThat(source.next().orElseThrow().capturedAt()).isEqualTo(time);
    }
  }

  @Test
  void reportsAPictureThatIsNoneAndGoesOn() throws IOException {
    write("1.png");
    Path text = folder.resolve("2.jpg");
    Files.write(text, "hello".getBytes(StandardCharsets.UTF_8));
    Path vanished = write("3.png");
    write("4.png");
    try (FolderSource source = FolderSource.ofCamera(folder, "cam-1")) {
      Files.delete(vanished);
      assertThat(source.next()).isPresent();
      assertThatThrownBy(source::next)
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith(text + ": the value starts with 'hell…'");
      assertThatThrownBy(source::next)
          .isInstanceOf(IOException.class)
          .hasMessageContaining(vanished.toString());
      assertThat(source.next().orElseThrow().frameId()).contains("4.png");
      assertThat(source.next()).isEmpty();
    }
  }

  @Test
  void refusesWhatIsNoFolder() throws IOException {
    Path file = write("1.png");
    assertThatThrownBy(() -> FolderSource.ofCamera(file, "cam-1"))
        .isInstanceOf(NotDirectoryException.class)
        .hasMessage(file.toString());
  }

  @Test
  void isEmptyForAnEmptyFolderAndAfterClosing() throws IOException {
    try (FolderSource source = FolderSource.ofCamera(folder, "cam-1")) {
      assertThat(source.next()).isEmpty();
    }
    write("1.png");
    FolderSource source = FolderSource.ofCamera(folder, "cam-1");
    source.close();
    assertThat(source.next()).isEmpty();
  }

  private Path write(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    byte[] pixel = name.getBytes(StandardCharsets.UTF_8);
    return Files.write(
        file, ImageWriter.png(Picture.ofRaw(PixelFormat.GRAY8, pixel.length, 1, 0, pixel)));
  }

  private static List<CapturedFrame> all(FrameSource source) throws IOException {
    List<CapturedFrame> frames = new ArrayList<>();
    for (Optional<CapturedFrame> frame = source.next(); frame.isPresent(); frame = source.next()) {
      frames.add(frame.get());
    }
    return frames;
  }
}
