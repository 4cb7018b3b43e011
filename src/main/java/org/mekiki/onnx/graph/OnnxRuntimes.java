package org.mekiki.onnx.graph;

import ai.djl.engine.Engine;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;

/**
 * The one ONNX Runtime of the process, brought up by DJL.
 *
 * <p>DJL has to be first: it hands ONNX Runtime options that are refused once an environment
 * exists. Before that its telemetry is turned off, which would otherwise report the process to
 * DJL's makers.
 */
public final class OnnxRuntimes {
  public static final String ENGINE = "OnnxRuntime";

  private static final String NO_TELEMETRY = "OPT_OUT_TRACKING";

  private OnnxRuntimes() {}

  /** The environment; the first call loads the native library. */
  public static OrtEnvironment environment() {
    startEngine();
    return OrtEnvironment.getEnvironment();
  }

  public static void startEngine() {
    System.setProperty(NO_TELEMETRY, "true");
    Engine.getEngine(ENGINE);
  }

  /** Options for a new session; the caller closes them after the session is made. */
  public static OrtSession.SessionOptions sessionOptions(OnnxOptions options) throws OrtException {
    OrtSession.SessionOptions session = new OrtSession.SessionOptions();
    session.setIntraOpNumThreads(options.intraOpThreads());
    session.setInterOpNumThreads(1);
    session.setCPUArenaAllocator(options.memoryArena());
    session.setMemoryPatternOptimization(options.memoryArena());
    session.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
    session.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
    return session;
  }
}
