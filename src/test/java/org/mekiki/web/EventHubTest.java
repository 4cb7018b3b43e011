package org.mekiki.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mekiki.web.line.LineLimits;
import org.mekiki.web.line.LineView;
import org.mekiki.web.topics.ModelsView;

/** Ticks are given by hand, so nothing here depends on time. */
class EventHubTest {
  private final LineView line = new LineView(LineLimits.DEFAULT, Shots.clock());
  private final ModelsView models = new ModelsView(Shots.clock());
  private final EventHub hub = new EventHub(Sources.of(line, models), "epoch", 2);

  @AfterEach
  void close() {
    hub.close();
  }

  @Test
  void firstSendsEverythingThenWhatChanged() throws Exception {
    line.scored(Shots.frame("a"), Shots.good());
    Browser browser = new Browser();
    watch(browser);

    JsonNode first = browser.next();
    assertThat(first.get("full").asBoolean()).isTrue();
    assertThat(first.get("epoch").asText()).isEqualTo("epoch");
    assertThat(first.get("cameras").findValuesAsText("camera")).contains("a");
    assertThat(first.get("models").get("served")).isEmpty();
    assertThat(first.get("lag").asLong()).isEqualTo(7);

    hub.tick();
    line.scored(Shots.frame("b"), Shots.bad());
    line.scored(Shots.frame("b"), Shots.good());
    hub.tick();
    JsonNode change = browser.untilSequence(3);
    assertThat(change.get("full").asBoolean()).isFalse();
    assertThat(change.get("cameras")).hasSize(1);
    assertThat(change.at("/cameras/0/points/sequence")).hasSize(2);
    assertThat(change.at("/anomalies/0/sequence").asLong()).isEqualTo(2);
    assertThat(change.get("models").isNull()).isTrue();
  }

  @Test
  void aRetiredCameraLeavesEveryTab() throws Exception {
    line.scored(Shots.frame("a"), Shots.good());
    line.scored(Shots.frame("b"), Shots.good());
    Browser browser = new Browser();
    watch(browser);
    assertThat(browser.next().get("cameras")).hasSize(2);
    hub.tick();
    line.retire("a");
    hub.tick();
    JsonNode message = browser.next();
    while (!message.get("full").asBoolean()) {
      message = browser.next();
    }
    assertThat(message.get("cameras")).hasSize(1);
  }

  @Test
  void saysNothingWhileNothingHappensButForAHeartbeat() throws Exception {
    Browser browser = new Browser();
    watch(browser);
    browser.next();
    for (int i = 0; i < 10; i++) {
      hub.tick();
    }
    JsonNode heartbeat = browser.next();
    assertThat(heartbeat.get("cameras")).isEmpty();
    assertThat(browser.messages).isEmpty();
  }

  @Test
  void sendsLessOftenWhileFramesWait() throws Exception {
    AtomicLong lag = new AtomicLong(1000);
    try (EventHub behind =
        new EventHub(Sources.of(line, models, () -> OptionalLong.of(lag.get())), "epoch", 2)) {
      Browser browser = new Browser();
      watch(behind, browser);
      assertThat(browser.next().get("behind").asBoolean()).isTrue();

      for (int i = 1; i <= 9; i++) {
        line.scored(Shots.frame("a"), Shots.good());
        behind.tick();
      }
      assertThat(browser.next().get("sequence").asLong()).isEqualTo(3);
      assertThat(browser.next().get("sequence").asLong()).isEqualTo(6);
      assertThat(browser.next().get("sequence").asLong()).isEqualTo(9);

      lag.set(0);
      line.scored(Shots.frame("a"), Shots.good());
      behind.tick();
      JsonNode caughtUp = browser.next();
      assertThat(caughtUp.get("sequence").asLong()).isEqualTo(10);
      assertThat(caughtUp.get("behind").asBoolean()).isFalse();
    }
  }

  @Test
  void aViewerThatDoesNotReadIsDroppedAndTheOthersGoOn() throws Exception {
    Browser slow = new Browser();
    Browser quick = new Browser();
    slow.stuck = new CountDownLatch(1);
    Thread slowThread = watch(slow);
    watch(quick);
    quick.next();
    for (int i = 1; i <= 40; i++) {
      line.scored(Shots.frame("a"), Shots.good());
      hub.tick();
      quick.untilSequence(i);
    }
    slow.stuck.countDown();
    slowThread.join();
    assertThat(slow.messages).as("what was queued for it is thrown away").hasSizeLessThan(3);
    assertThat(hub.viewers()).isEqualTo(1);
  }

  @Test
  void aViewerThatGoesGivesItsPlaceBack() throws Exception {
    Browser browser = new Browser();
    Thread thread = watch(browser);
    watch(new Browser());
    assertThat(hub.enter()).isFalse();

    browser.gone = true;
    browser.next();
    line.scored(Shots.frame("a"), Shots.good());
    hub.tick();
    thread.join();
    assertThat(hub.enter()).isTrue();
  }

  @Test
  void closingEndsEveryViewer() throws Exception {
    Thread thread = watch(new Browser());
    hub.close();
    thread.join();
    assertThat(hub.enter()).isFalse();
  }

  private Thread watch(Browser browser) {
    return watch(hub, browser);
  }

  private static Thread watch(EventHub watched, Browser browser) {
    assertThat(watched.enter()).isTrue();
    int before = watched.viewers();
    Thread thread = new Thread(() -> watched.serve(browser), "viewer");
    thread.setDaemon(true);
    thread.start();
    await().untilAsserted(() -> assertThat(watched.viewers()).isGreaterThan(before));
    return thread;
  }

  /** Takes the messages apart as a browser does. */
  private static final class Browser extends OutputStream {
    final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
    volatile CountDownLatch stuck = new CountDownLatch(0);
    volatile boolean gone;

    @Override
    public void write(int b) {
      throw new UnsupportedOperationException("messages are written whole");
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        stuck.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      String message = new String(bytes, offset, length, StandardCharsets.UTF_8);
      assertThat(message).startsWith("event: line\ndata: {").endsWith("}\n\n");
      assertThat(message.lines()).hasSize(3);
      messages.add(new ObjectMapper().readTree(message.lines().toList().get(1).substring(6)));
      if (gone) {
        throw new IOException("connection reset");
      }
    }

    JsonNode next() throws InterruptedException {
      JsonNode message = messages.poll(60, TimeUnit.SECONDS);
      assertThat(message).as("a message").isNotNull();
      return message;
    }

    JsonNode untilSequence(long sequence) throws InterruptedException {
      JsonNode message = next();
      while (message.get("sequence").asLong() < sequence) {
        message = next();
      }
      return message;
    }
  }
}
