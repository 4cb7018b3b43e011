package org.mekiki.onnx.graph;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import java.util.Set;
import java.util.TreeSet;
import org.mekiki.onnx.network.OnnxException;
import org.mekiki.text.Text;

/**
 * Weights with a scale for each channel need opset 13. Of the operators that changed between 11 and
 * 13 in more than the types they take, none may be in an older graph.
 */
public final class OpsetThirteen {
  private static final int WANTED = 13;
  private static final int OLDEST = 11;

  /** Their axes or splits became inputs. */
  private static final Set<String> CHANGED =
      Set.of("Squeeze", "Unsqueeze", "ReduceSum", "Split", "Softmax", "LogSoftmax", "Hardmax");

  private OpsetThirteen() {}

  /**
   * The model in opset 13 or newer.
   *
   * @throws OnnxException if it is older and has operators that would mean something else
   */
  public static ModelProto of(ModelProto model, String name) {
    ModelProto.Builder builder = model.toBuilder();
    for (int i = 0; i < builder.getOpsetImportCount(); i++) {
      OperatorSetIdProto opset = builder.getOpsetImport(i);
      if (opset.getDomain().isEmpty() && opset.getVersion() < WANTED) {
        Set<String> changed = new TreeSet<>();
        for (NodeProto node : model.getGraph().getNodeList()) {
          if (CHANGED.contains(node.getOpType())) {
            changed.add(node.getOpType());
          }
        }
        if (opset.getVersion() < OLDEST || !changed.isEmpty()) {
          throw new OnnxException(
              Text.of(
                  "backbone '%s' is in opset %d%s; int8 needs 13: export it again with opset 13 or"
                      + " newer",
                  name,
                  opset.getVersion(),
                  changed.isEmpty() ? "" : " and has " + String.join(", ", changed)));
        }
        builder.setOpsetImport(i, opset.toBuilder().setVersion(WANTED));
      }
    }
    return builder.setIrVersion(Math.max(7, model.getIrVersion())).build();
  }
}
