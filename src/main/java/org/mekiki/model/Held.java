package org.mekiki.model;

import java.util.concurrent.atomic.AtomicLong;

/** A model and how many hold it: the repository, while it serves it, and each lease. */
final class Held<M> {
  final LoadedModel<M> model;
  final AtomicLong lastUse;
  private final AtomicLong holders = new AtomicLong(1);

  Held(LoadedModel<M> model, long use) {
    this.model = model;
    this.lastUse = new AtomicLong(use);
  }

  boolean isOf(ModelLease<M> lease) {
    return lease.scorer() == model.scorer();
  }

  boolean tryAcquire(long use) {
    long before = holders.getAndUpdate(count -> count == 0 ? 0 : count + 1);
    lastUse.accumulateAndGet(use, Math::max);
    return before > 0;
  }

  boolean release() {
    return holders.decrementAndGet() == 0;
  }
}
