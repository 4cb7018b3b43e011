package org.mekiki.web.line;

/** Scores of one camera in the order in which they came; arrays of one length. */
@SuppressWarnings("ArrayRecordComponent") // written once, then only made into JSON
record Points(
    long[] sequence, long[] atMillis, float[] score, float[] threshold, boolean[] anomalous) {
  static Points ofSize(int size) {
    return new Points(
        new long[size], new long[size], new float[size], new float[size], new boolean[size]);
  }
}
