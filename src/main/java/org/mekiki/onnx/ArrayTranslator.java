package org.mekiki.onnx;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.onnxruntime.engine.OrtNDArray;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslatorContext;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.mekiki.padim.feature.ImageShape;

/**
 * Plain arrays in and out of DJL, one copy each way: the image goes to a native buffer that ONNX
 * Runtime reads in place, each output from native memory to the array that is returned.
 *
 * <p>Belongs to one predictor: not thread-safe.
 */
final class ArrayTranslator implements NoBatchifyTranslator<float[], float[][]> {
  private final Shape shape;
  private final FloatBuffer input;

  ArrayTranslator(ImageShape image) {
    shape = new Shape(1, image.channels(), image.height(), image.width());
    input =
        ByteBuffer.allocateDirect(image.size() * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
  }

  @Override
  public NDList processInput(TranslatorContext context, float[] image) {
    input.clear().put(image).flip();
    return new NDList(context.getNDManager().create(input, shape, DataType.FLOAT32));
  }

  @Override
  public float[][] processOutput(TranslatorContext context, NDList outputs) {
    float[][] arrays = new float[outputs.size()][];
    for (int i = 0; i < arrays.length; i++) {
      NDArray output = outputs.get(i);
      // getFloatBuffer() wraps a fresh array; toFloatArray() would copy once more.
      arrays[i] = ((OrtNDArray) output).getTensor().getFloatBuffer().array();
    }
    return arrays;
  }
}
