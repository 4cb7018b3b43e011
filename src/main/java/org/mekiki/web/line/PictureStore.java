package org.mekiki.web.line;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Pictures under a budget of bytes; the ones put in longest ago make room. Thread-safe. */
public final class PictureStore<K, V extends PictureStore.Kept> {
  private final long budget;
  private final Map<K, V> pictures = new LinkedHashMap<>();
  private long bytes;

  /** Something with pixels. */
  interface Kept {
    /** What it holds on to. */
    long bytes();
  }

  public PictureStore(long budget) {
    this.budget = budget;
  }

  public synchronized void put(K key, V picture) {
    remove(key);
    pictures.put(key, picture);
    bytes += picture.bytes();
    Iterator<V> oldest = pictures.values().iterator();
    while (bytes > budget) {
      bytes -= oldest.next().bytes();
      oldest.remove();
    }
  }

  synchronized void remove(K key) {
    V gone = pictures.remove(key);
    if (gone != null) {
      bytes -= gone.bytes();
    }
  }

  public synchronized Optional<V> get(K key) {
    return Optional.ofNullable(pictures.get(key));
  }

  synchronized boolean contains(K key) {
    return pictures.containsKey(key);
  }

  synchronized long bytes() {
    return bytes;
  }
}
