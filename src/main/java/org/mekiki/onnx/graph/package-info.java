/**
 * Graphs of others: what they compute and whether they are safe to run.
 *
 * <p>Start at {@link org.mekiki.onnx.graph.OnnxGraph}.
 */
package org.mekiki.onnx.graph;
