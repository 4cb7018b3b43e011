package org.mekiki.stream.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class SteadyClockTest {
  private static final Instant BEGIN = Instant.parse("2026-03-01T10:00:00Z");

  private Instant system = BEGIN;
  private long nanos = -5;
  private final Clock clock =
      SteadyClock.start(((InstantSource) () -> system).withZone(ZoneOffset.UTC), () -> nanos);

  @Test
  void goesOnByItselfWhereTheSystemsClockIsPutForwardOrBack() {
    assertThat(clock.instant()).isEqualTo(BEGIN);
    for (Duration jump : new Duration[] {Duration.ofDays(2), Duration.ofDays(-4)}) {
      Instant before = clock.instant();
      system = system.plus(jump);
      nanos += Duration.ofSeconds(3).toNanos();
      assertThat(Duration.between(before, clock.instant())).isEqualTo(Duration.ofSeconds(3));
    }
  }

  @Test
  void keepsItsTimeInAnotherZone() {
    Clock tokyo = clock.withZone(ZoneId.of("Asia/Tokyo"));
    nanos += 7;
    assertThat(tokyo.instant()).isEqualTo(clock.instant());
    assertThat(tokyo.getZone()).isEqualTo(ZoneId.of("Asia/Tokyo"));
  }
}
