package org.mekiki.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CallGateTest {
  private final CallGate gate = new CallGate("gate");
  private final AtomicInteger freed = new AtomicInteger();

  @Test
  void closingWaitsForTheCallUnderWay() throws Exception {
    CountDownLatch called = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    AtomicInteger freedDuringCall = new AtomicInteger();
    Thread caller =
        new Thread(
            () ->
                gate.call(
                    () -> {
                      called.countDown();
                      awaitQuietly(mayEnd);
                      freedDuringCall.set(freed.get());
                      return null;
                    }));
    caller.start();
    called.await();
    Thread closer = new Thread(() -> gate.close(freed::incrementAndGet));
    closer.start();
    await().untilAsserted(() -> assertThat(closer.getState()).isEqualTo(Thread.State.WAITING));
    mayEnd.countDown();
    caller.join();
    closer.join();
    assertThat(freedDuringCall).hasValue(0);
    assertThat(freed).hasValue(1);
  }

  @Test
  void letsCallsPassSideBySide() throws Exception {
    CyclicBarrier both = new CyclicBarrier(2); // passes only if both are inside at once
    Runnable call = () -> assertThat(gate.call(() -> meet(both))).isTrue();
    Thread other = new Thread(call);
    other.start();
    call.run();
    other.join();
  }

  @Test
  void refusesCallsAfterClosing() {
    gate.close(freed::incrementAndGet);
    assertThatThrownBy(() -> gate.call(() -> 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("gate is closed");
  }

  @Test
  void freesOnce() {
    gate.close(freed::incrementAndGet);
    gate.close(freed::incrementAndGet);
    assertThat(freed).hasValue(1);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean meet(CyclicBarrier barrier) {
    try {
      barrier.await();
      return true;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
