/**
 * Networks that are built here: the built-in one, and architectures for weights of others.
 *
 * <p>Start at {@link org.mekiki.onnx.network.Architecture}.
 */
package org.mekiki.onnx.network;
