/**
 * Backbones: ONNX files are read, cut at the tensors in use and run by DJL on ONNX Runtime; one
 * backbone, a wavelet scattering network, is computed from a formula and needs no file; where the
 * JVM has the Vector API it needs no ONNX Runtime either.
 *
 * <p>Imports {@code padim}, {@code image}, {@code text} and, alone in the project, DJL, ONNX
 * Runtime and ONNX's protobuf classes. Start at {@link org.mekiki.onnx.Backbones}, then {@link
 * org.mekiki.onnx.OnnxFeatureExtractor}.
 */
package org.mekiki.onnx;
