package org.mekiki.stream.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mekiki.stream.alarms.AlarmEvent;

class AlarmForwarderTest {
  private static final TopicPartition FIRST = new TopicPartition("alarms", 0);
  private static final TopicPartition SECOND = new TopicPartition("alarms", 1);

  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
  private final FakeTarget target = new FakeTarget();
  private final List<String> told = new ArrayList<>();
  private final List<Duration> waits = new ArrayList<>();
  private Runnable whileWaiting = () -> {};
  private boolean stopping;

  /** Takes what it is given, unless it is told otherwise. */
  private static final class FakeTarget implements AlarmTarget {
    private final List<String> delivered = new ArrayList<>();
    private final List<String> known = new ArrayList<>();
    private final List<Integer> left = new ArrayList<>();
    private final Set<String> refused = new HashSet<>();
    private boolean history;
    private int failures;
    private int tries;
    private int idle;

    @Override
    public void deliver(AlarmEvent alarm) throws Refused, NotNow {
      tries++;
      if (failures > 0) {
        failures--;
        throw new NotNow("host answers 503", Optional.empty());
      }
      if (refused.contains(alarm.alarmId())) {
        throw new Refused("host answers 400");
      }
      delivered.add(alarm.alarmId());
    }

    @Override
    public boolean wantsHistory() {
      return history;
    }

    @Override
    public void known(AlarmEvent alarm) {
      known.add(alarm.alarmId());
    }

    @Override
    public void leave(int partition) {
      left.add(partition);
    }

    @Override
    public void idle() {
      idle++;
    }
  }

  @BeforeEach
  void topic() {
    Node node = new Node(1, "localhost", 1);
    Node[] nodes = {node};
    consumer.updatePartitions(
        "alarms",
        List.of(
            new PartitionInfo("alarms", 0, node, nodes, nodes),
            new PartitionInfo("alarms", 1, node, nodes, nodes)));
    consumer.updateBeginningOffsets(Map.of(FIRST, 0L, SECOND, 0L));
    consumer.updateEndOffsets(Map.of(FIRST, 3L, SECOND, 0L));
  }

  @Test
  void aNewGroupBeginsWithTheNextAlarmAndRemembersThatAtOnce() throws Exception {
    AlarmForwarder forwarder = forwarder(false);
    assign(FIRST, SECOND);
    assertThat(committed(FIRST)).isEqualTo(3);
    add(FIRST, 0, 5);
    forwarder.step(this::stop);
    assertThat(target.delivered).containsExactly("a3", "a4");
    assertThat(committed(FIRST)).isEqualTo(5);
  }

  @Test
  void aNewGroupMayBeginWithTheOldestAlarm() throws Exception {
    AlarmForwarder forwarder = forwarder(true);
    assign(FIRST, SECOND);
    add(FIRST, 0, 3);
    forwarder.step(this::stop);
    assertThat(target.delivered).containsExactly("a0", "a1", "a2");
  }

  @Test
  void aPartitionThatWasAddedLaterIsReadFromItsBeginning() throws Exception {
    AlarmForwarder forwarder = forwarder(false);
    commit(FIRST, 3);
    consumer.updateEndOffsets(Map.of(FIRST, 3L, SECOND, 2L));
    assign(FIRST, SECOND);
    add(SECOND, 0, 2);
    forwarder.step(this::stop);
    assertThat(target.delivered).containsExactly("a0", "a1");
  }

  @Test
  void anAlarmIsTriedUntilItIsTakenWithLongerAndLongerPausesAndOnlyThenCommitted()
      throws Exception {
    AlarmForwarder forwarder = forwarder(false);
    commit(FIRST, 0);
    assign(FIRST);
    add(FIRST, 0, 2);
    target.failures = 3;
    whileWaiting = () -> assertThat(committed(FIRST)).isZero();
    forwarder.step(this::stop);
    assertThat(target.delivered).containsExactly("a0", "a1");
    assertThat(target.tries).isEqualTo(5);
    assertThat(waits.stream().mapToLong(Duration::toMillis).sum()).isEqualTo(100 + 200 + 400);
    assertThat(told).hasSize(3).allMatch(t -> t.contains("alarms-0-0 waits"));
    assertThat(committed(FIRST)).isEqualTo(2);
    assertThat(consumer.paused()).isEmpty();
  }

  @Test
  void anAlarmThatIsRefusedIsLeftOutAndSaid() throws Exception {
    AlarmForwarder forwarder = forwarder(false);
    commit(FIRST, 0);
    assign(FIRST);
    add(FIRST, 0, 1);
    consumer.addRecord(new ConsumerRecord<>("alarms", 0, 1, new byte[0], "{}".getBytes(UTF_8)));
    add(FIRST, 2, 3);
    target.refused.add("a0");
    forwarder.step(this::stop);
    assertThat(target.delivered).containsExactly("a2");
    assertThat(forwarder.refused()).isEqualTo(2);
    assertThat(told)
        .containsExactly(
            "alarm at alarms-0-0 is left out: host answers 400",
            "alarm at alarms-0-1 is left out: the record is not an alarm: it has no 'alarmId'");
    assertThat(committed(FIRST)).isEqualTo(3);
  }

  @Test
  void stoppedWhileItWaitsItCommitsNothing() throws Exception {
    AlarmForwarder forwarder = forwarder(false);
    commit(FIRST, 0);
    assign(FIRST);
    add(FIRST, 0, 1);
    target.failures = 100;
    whileWaiting = () -> stopping = waits.size() > 3;
    forwarder.step(this::stop);
    assertThat(committed(FIRST)).isZero();
    assertThat(target.delivered).isEmpty();
  }

  @Test
  void aPartitionThatIsTakenAwayMeanwhileIsLeftToWhoeverHasIt() throws Exception {
    AlarmForwarder forwarder = forwarder(false);
    commit(FIRST, 0);
    assign(FIRST);
    add(FIRST, 0, 3);
    target.failures = 1;
    whileWaiting = () -> consumer.rebalance(List.of());
    forwarder.step(this::stop);
    assertThat(target.delivered).isEmpty();
    assertThat(target.left).containsExactly(0);
    assertThat(committed(FIRST)).isZero();
  }

  @Test
  void whatWasHandedOnEarlierIsOnlyRemembered() throws Exception {
    target.history = true;
    AlarmForwarder forwarder = forwarder(false);
    commit(FIRST, 2);
    assign(FIRST);
    add(FIRST, 0, 3);
    forwarder.step(this::stop);
    assertThat(target.known).containsExactly("a0", "a1");
    assertThat(target.delivered).containsExactly("a2");
    assertThat(target.idle).isZero();
    forwarder.step(this::stop);
    assertThat(target.idle).isEqualTo(1);
  }

  private AlarmForwarder forwarder(boolean fromBeginning) {
    return new AlarmForwarder(
        consumer,
        "alarms",
        fromBeginning,
        target,
        new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1)),
        told::add);
  }

  private boolean stop(Duration atMost) {
    waits.add(atMost);
    whileWaiting.run();
    return stopping;
  }

  private void assign(TopicPartition... partitions) {
    consumer.rebalance(List.of(partitions));
  }

  private void commit(TopicPartition partition, long offset) {
    consumer.rebalance(List.of(partition));
    consumer.commitSync(Map.of(partition, new OffsetAndMetadata(offset)));
    consumer.rebalance(List.of());
    target.left.clear();
  }

  private long committed(TopicPartition partition) {
    return consumer.committed(Set.of(partition)).get(partition).offset();
  }

  private void add(TopicPartition partition, int from, int to) {
    for (int i = from; i < to; i++) {
      String json =
          String.format(
              Locale.ROOT,
              "{\"alarmId\":\"a%d\",\"camera\":\"cam\",\"kind\":\"DRIFT\",\"state\":\"RAISED\","
                  + "\"raisedAt\":\"2026-01-01T00:00:00Z\",\"message\":\"m\"}",
              i);
      consumer.addRecord(
          new ConsumerRecord<>(
              "alarms", partition.partition(), i, new byte[0], json.getBytes(UTF_8)));
    }
  }
}
