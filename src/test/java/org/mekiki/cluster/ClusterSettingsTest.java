package org.mekiki.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mekiki.terminal.CommandException;

/** Clusters that don't tell all of their settings. */
class ClusterSettingsTest {
  private static final String LIMIT = "socket.request.max.bytes";
  private static final String UNKNOWN =
      "the cluster does not tell these settings, so they are not checked: "
          + LIMIT
          + " of the brokers";

  static List<KafkaFuture<Config>> answersWithoutALimit() {
    return List.of(
        answer(new Config(List.of())),
        answer(new Config(List.of(new ConfigEntry(LIMIT, null)))),
        answer(new Config(List.of(new ConfigEntry(LIMIT, "many")))),
        failure(new UnsupportedVersionException("DescribeConfigs is not supported")),
        failure(new InvalidRequestException("brokers can't be described")));
  }

  @ParameterizedTest
  @MethodSource("answersWithoutALimit")
  void aLimitThatTheClusterDoesNotTellIsUnknownAndSaidOnce(KafkaFuture<Config> answer)
      throws Exception {
    ClusterSettings settings = settings(answer);

    assertThat(settings.numberOfBroker("1", LIMIT)).isEmpty();
    assertThat(settings.numberOfBroker("1", LIMIT)).isEmpty();
    assertThat(settings.unknown()).contains(UNKNOWN);
  }

  @Test
  void aClusterThatLeavesAResourceOutOfItsAnswerIsAsGood() throws Exception {
    ClusterSettings settings = new ClusterSettings(resources -> Map.of());

    assertThat(settings.numberOfBroker("1", LIMIT)).isEmpty();
    assertThat(settings.unknown()).contains(UNKNOWN);
  }

  @Test
  void whatTheClientMayNotAskIsForTheCheckOfPermissionsToSay() throws Exception {
    ClusterSettings settings = settings(failure(new TopicAuthorizationException("denied")));

    assertThat(settings.ofTopic("frames", "retention.ms")).isEmpty();
    assertThat(settings.unknown()).isEmpty();
  }

  @Test
  void aLimitThatIsToldIsKnown() throws Exception {
    ClusterSettings settings = settings(answer(new Config(List.of(new ConfigEntry(LIMIT, "7")))));

    assertThat(settings.numberOfBroker("1", LIMIT)).contains(7L);
    assertThat(settings.unknown()).isEmpty();
  }

  @Test
  void aBrokerThatDoesNotAnswerIsNoAnswer() {
    ClusterSettings settings = settings(failure(new TimeoutException("no answer")));

    assertThatThrownBy(() -> settings.ofTopic("frames", "retention.ms"))
        .isInstanceOf(CommandException.class)
        .hasMessage("the settings of frames can't be read: no answer");
  }

  private static ClusterSettings settings(KafkaFuture<Config> answer) {
    return new ClusterSettings(resources -> Map.of(resources.iterator().next(), answer));
  }

  private static KafkaFuture<Config> answer(Config config) {
    return KafkaFuture.completedFuture(config);
  }

  private static KafkaFuture<Config> failure(Exception why) {
    KafkaFutureImpl<Config> future = new KafkaFutureImpl<>();
    future.completeExceptionally(why);
    return future;
  }
}
