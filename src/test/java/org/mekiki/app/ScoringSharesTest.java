package org.mekiki.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.assignment.ApplicationState;
import org.apache.kafka.streams.processor.assignment.AssignmentConfigs;
import org.apache.kafka.streams.processor.assignment.KafkaStreamsState;
import org.apache.kafka.streams.processor.assignment.ProcessId;
import org.apache.kafka.streams.processor.assignment.TaskAssignor;
import org.apache.kafka.streams.processor.assignment.TaskInfo;
import org.apache.kafka.streams.processor.assignment.TaskTopicPartition;
import org.apache.kafka.streams.state.HostInfo;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mekiki.config.ConfigLoader;
import org.mekiki.service.ScoringService;

/** How scorers share the partitions of the frames topic: by the assignor that is configured. */
class ScoringSharesTest {
  private static final int PARTITIONS = 48;

  private final StreamsConfig config = config();
  private TaskAssignor assignor;

  @BeforeEach
  void takeTheAssignorThatIsConfigured() throws Exception {
    String name = config.getString(StreamsConfig.TASK_ASSIGNOR_CLASS_CONFIG);
    assignor = Utils.newInstance(name, TaskAssignor.class);
  }

  @Test
  void aThirdInstanceTakesItsShareAndMovesNothingElse() {
    Map<Integer, ProcessId> two = assign(Map.of(), instance(1), instance(2));
    Map<Integer, ProcessId> three = assign(two, instance(1), instance(2), instance(3));
    assertThat(moved(two, three)).as("of 48 partitions").isEqualTo(16);

    Map<Integer, ProcessId> back = assign(three, instance(1), instance(2));
    assertThat(moved(three, back)).as("when it leaves").isEqualTo(16);
  }

  private static long moved(Map<Integer, ProcessId> before, Map<Integer, ProcessId> after) {
    return before.entrySet().stream()
        .filter(entry -> !entry.getValue().equals(after.get(entry.getKey())))
        .count();
  }

  private Map<Integer, ProcessId> assign(Map<Integer, ProcessId> before, ProcessId... instances) {
    Map<Integer, ProcessId> after = new TreeMap<>();
    assignor
        .assign(new Group(before, Set.of(instances), AssignmentConfigs.of(config)))
        .assignment()
        .forEach(
            share ->
                share
                    .tasks()
                    .keySet()
                    .forEach(task -> after.put(task.partition(), share.processId())));
    assertThat(after).hasSize(PARTITIONS);
    return after;
  }

  private static ProcessId instance(int number) {
    return new ProcessId(new UUID(0, number));
  }

  private static StreamsConfig config() {
    ConfigLoader loader = new ConfigLoader().set("kafka.bootstrap.servers", "localhost:1", "test");
    Properties properties = new Properties();
    properties.putAll(ScoringService.settings(loader.load(), Path.of("state")).client());
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "score");
    return new StreamsConfig(properties);
  }

  /** Scorers with one thread each, each with the state of its own partitions and no other. */
  private record Group(
      Map<Integer, ProcessId> before, Set<ProcessId> instances, AssignmentConfigs configs)
      implements ApplicationState {
    @Override
    public Map<ProcessId, KafkaStreamsState> kafkaStreamsStates(boolean computeTaskLags) {
      Map<ProcessId, KafkaStreamsState> states = new HashMap<>();
      for (ProcessId instance : instances) {
        SortedSet<TaskId> own = new TreeSet<>();
        before.forEach(
            (partition, owner) -> {
              if (owner.equals(instance)) {
                own.add(new TaskId(0, partition));
              }
            });
        states.put(instance, new Instance(instance, own));
      }
      return states;
    }

    @Override
    public AssignmentConfigs assignmentConfigs() {
      return configs;
    }

    @Override
    public Map<TaskId, TaskInfo> allTasks() {
      Map<TaskId, TaskInfo> tasks = new LinkedHashMap<>();
      for (int partition = 0; partition < PARTITIONS; partition++) {
        TaskId id = new TaskId(0, partition);
        tasks.put(id, new Task(id));
      }
      return tasks;
    }
  }

  private record Task(TaskId id) implements TaskInfo {
    @Override
    public boolean isStateful() {
      return true;
    }

    @Override
    public Set<String> stateStoreNames() {
      return Set.of("alarms");
    }

    @Override
    public Set<TaskTopicPartition> topicPartitions() {
      return Set.of(new Input(new TopicPartition("frames", id.partition())));
    }
  }

  private record Input(TopicPartition topicPartition) implements TaskTopicPartition {
    @Override
    public boolean isSource() {
      return true;
    }

    @Override
    public boolean isChangelog() {
      return false;
    }

    @Override
    public Optional<Set<String>> rackIds() {
      return Optional.empty();
    }
  }

  private record Instance(ProcessId processId, SortedSet<TaskId> previousActiveTasks)
      implements KafkaStreamsState {
    @Override
    public int numProcessingThreads() {
      return 1;
    }

    @Override
    public SortedSet<String> consumerClientIds() {
      return new TreeSet<>(Set.of(processId + "-thread"));
    }

    @Override
    public SortedSet<TaskId> previousStandbyTasks() {
      return new TreeSet<>();
    }

    @Override
    public long lagFor(TaskId task) {
      return previousActiveTasks.contains(task) ? 0 : 5000;
    }

    @Override
    public SortedSet<TaskId> prevTasksByLag(String consumerClientId) {
      return previousActiveTasks;
    }

    @Override
    public Map<TaskId, Long> statefulTasksToLagSums() {
      Map<TaskId, Long> lags = new HashMap<>();
      for (int partition = 0; partition < PARTITIONS; partition++) {
        TaskId id = new TaskId(0, partition);
        lags.put(id, lagFor(id));
      }
      return lags;
    }

    @Override
    public Optional<HostInfo> hostInfo() {
      return Optional.empty();
    }

    @Override
    public Map<String, String> clientTags() {
      return Map.of();
    }

    @Override
    public Optional<String> rackId() {
      return Optional.empty();
    }
  }
}
