package org.mekiki.stream.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class OutagesTest {
  private static final String PLACE = "http://store/line";
  private static final URI BAD = URI.create(PLACE + "/bad.png");
  private static final URI OTHER = URI.create(PLACE + "/other.png");
  private static final URI THIRD = URI.create(PLACE + "/third.png");

  private final Outages outages =
      new Outages(Clock.fixed(Instant.parse("2026-01-31T12:00:00Z"), ZoneOffset.UTC));

  @Test
  void oneAddressThatFailsAgainAndAgainDoesNotTakeItsPlaceWithIt() {
    outages.failed(PLACE, BAD, "the answer is 500");
    outages.failed(PLACE, BAD, "the answer is 500");

    assertThat(outages.isToBeAsked(PLACE, OTHER)).isTrue();
    assertThat(outages.isAway(PLACE, OTHER)).isFalse();
    assertThat(outages.isToBeAsked(PLACE, BAD)).isFalse();
  }

  @Test
  void aSecondAddressThatFailsShowsThatThePlaceIsAway() {
    outages.failed(PLACE, BAD, "no answer");
    outages.failed(PLACE, OTHER, "no answer");

    assertThat(outages.isToBeAsked(PLACE, THIRD)).isFalse();
    outages.answered(PLACE);
    assertThat(outages.isToBeAsked(PLACE, BAD)).isTrue();
  }

  @Test
  void anAnswerInBetweenShowsThatThePlaceIsThere() {
    outages.failed(PLACE, BAD, "the answer is 500");
    outages.answered(PLACE);
    outages.failed(PLACE, OTHER, "the answer is 500");

    assertThat(outages.isToBeAsked(PLACE, THIRD)).isTrue();
  }
}
