package org.mekiki.stream.codec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.mekiki.inspect.alarm.Gap;

/** A cluster that answers when a test says so. */
public final class AskedGaps implements OffsetGaps {
  /** What was asked for. */
  public final Map<Gap, CompletableFuture<Long>> asked = new LinkedHashMap<>();

  /** What was told to be lost, in order. */
  public final List<Gap> lost = new ArrayList<>();

  /** A loss that was seen before a record came. */
  public Optional<Gap> noticed = Optional.empty();

  /** What the group has committed. */
  public OptionalLong committed = OptionalLong.empty();

  @Override
  public Committed committed(int partition) {
    return () -> committed;
  }

  @Override
  public CompletableFuture<Long> missing(int partition, Gap gap) {
    CompletableFuture<Long> answer = new CompletableFuture<>();
    asked.put(gap, answer);
    return answer;
  }

  @Override
  public Optional<Gap> noticed(int partition) {
    return noticed;
  }

  @Override
  public void lost(int partition, Gap gap) {
    lost.add(gap);
  }
}
