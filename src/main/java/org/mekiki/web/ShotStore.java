package org.mekiki.web;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Pictures under a budget of bytes; the ones put in longest ago make room. Thread-safe. */
final class ShotStore<K> {
  private final long budget;
  private final Map<K, Shot> shots = new LinkedHashMap<>();
  private long bytes;

  ShotStore(long budget) {
    this.budget = budget;
  }

  synchronized void put(K key, Shot shot) {
    remove(key);
    shots.put(key, shot);
    bytes += shot.bytes();
    Iterator<Shot> oldest = shots.values().iterator();
    while (bytes > budget) {
      bytes -= oldest.next().bytes();
      oldest.remove();
    }
  }

  synchronized void remove(K key) {
    Shot gone = shots.remove(key);
    if (gone != null) {
      bytes -= gone.bytes();
    }
  }

  synchronized Optional<Shot> get(K key) {
    return Optional.ofNullable(shots.get(key));
  }

  synchronized boolean contains(K key) {
    return shots.containsKey(key);
  }

  synchronized long bytes() {
    return bytes;
  }
}
