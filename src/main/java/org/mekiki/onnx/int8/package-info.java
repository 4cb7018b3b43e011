/**
 * A network in eight bits, and how much that costs.
 *
 * <p>Start at {@link org.mekiki.onnx.int8.Int8Quantizer}.
 */
package org.mekiki.onnx.int8;
