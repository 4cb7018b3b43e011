package org.mekiki.stream.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

/** Names that stay apart. */
class OriginTest {
  @Test
  void aTopicThatIsMadeAgainGivesOtherIds() {
    Origin before = Origin.of("hall-3", new Uuid(0x0a1b2c3d00000000L, 1));
    Origin after = Origin.of("hall-3", new Uuid(0xffffffff12345678L, 1));
    assertThat(before.id("frames-0-17")).isEqualTo("frames-0-17-0a1b2c3d");
    assertThat(after.id("frames-0-17")).isEqualTo("frames-0-17-ffffffff");
  }

  @Test
  void withoutTopicIdsAndSiteAllIsAsItWas() {
    Origin none = Origin.of("", Uuid.ZERO_UUID);
    assertThat(none.id("frames-0-17")).isEqualTo("frames-0-17");
    assertThat(none.camera("Tür 1")).isEqualTo("/mekiki/cameras/T%C3%BCr+1");
  }

  @Test
  void theSiteIsInTheSource() {
    assertThat(new Origin("hall 3", "").camera("cam")).isEqualTo("/mekiki/hall+3/cameras/cam");
  }
}
