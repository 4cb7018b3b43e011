package org.mekiki.stream.training;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StoreKindTest {
  private static final long GIGABYTE = 1 << 30;

  @Test
  void keepsInMemoryWhatTakesASixthOfTheHeap() {
    assertThat(StoreKind.fitting(GIGABYTE / 6, GIGABYTE)).isEqualTo(StoreKind.MEMORY);
    assertThat(StoreKind.fitting(GIGABYTE / 6 + 1, GIGABYTE)).isEqualTo(StoreKind.DISK);
  }

  @Test
  void onlyTheStoreOnDiskIsPersistent() {
    assertThat(StoreKind.MEMORY.supplier("s").get().persistent()).isFalse();
    assertThat(StoreKind.DISK.supplier("s").get().persistent()).isTrue();
  }
}
