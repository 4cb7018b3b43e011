package org.mekiki.app;

import java.lang.reflect.InvocationTargetException;
import java.util.Optional;
import org.mekiki.text.Text;

/**
 * Brings the module of the Vector API where Java was not started with {@code --add-modules
 * jdk.incubator.vector}, but with {@code --add-exports java.base/jdk.internal.module=ALL-UNNAMED}.
 *
 * <p>JDK 25 keeps what its JIT compiler learned in the AOT cache only if no incubator module is on
 * the command line.
 */
final class VectorModule {
  /** Set while the cache is made: it can't hold classes of a module that comes later. */
  private static final String LEAVE_OUT = "mekiki.vector-module.leave-out";

  private static final String NAME = "jdk.incubator.vector";
  private static final String LOADER = "jdk.internal.module";

  private VectorModule() {}

  /**
   * Has to be called before distances are calculated.
   *
   * @return why it could not be loaded though Java was started for it; empty if all is well
   */
  static Optional<String> load() {
    boolean wanted =
        Object.class.getModule().isExported(LOADER, VectorModule.class.getModule())
            && ModuleLayer.boot().findModule(NAME).isEmpty()
            && !Boolean.getBoolean(LEAVE_OUT);
    if (!wanted) {
      return Optional.empty();
    }
    try {
      // By this the JVM itself loads modules that agents need.
      Class.forName(LOADER + ".Modules").getMethod("loadModule", String.class).invoke(null, NAME);
      return Optional.empty();
    } catch (ReflectiveOperationException e) {
      return Optional.of(problem(e));
    }
  }

  /** What is told: the words of what happened within the call, where that is it. */
  static String problem(ReflectiveOperationException failure) {
    Throwable cause =
        failure instanceof InvocationTargetException inside ? inside.getCause() : failure;
    boolean speaks = cause != failure && cause.getMessage() != null;
    return Text.of(
        "mekiki: this Java can't load %s after its start: %s, so frames take longer; set"
            + " MEKIKI_JAVA_OPTS=\"--add-modules %s\"",
        NAME, speaks ? cause.getMessage() : cause, NAME);
  }
}
