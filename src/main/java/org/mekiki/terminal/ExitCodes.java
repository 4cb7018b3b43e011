package org.mekiki.terminal;

/** With which codes the program ends. */
public final class ExitCodes {
  /** All is well. */
  public static final int OK = 0;

  /** It was tried and failed, or a check found something. */
  public static final int FAILED = 1;

  /** Flags or configuration are wrong; nothing was tried. */
  public static final int BAD_USAGE = 2;

  private ExitCodes() {}
}
