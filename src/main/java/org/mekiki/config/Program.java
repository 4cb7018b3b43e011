package org.mekiki.config;

/** What reads and writes topics; each topic's declaration names those that touch it. */
public enum Program {
  /** {@code mekiki score}. */
  SCORE,
  /** {@code mekiki train}. */
  TRAIN,
  /** The page of either service, while it is looked at: it reads what the services tell. */
  PAGE_VIEW,
  /** The page's history and buttons, which work only where they are allowed. */
  PAGE_BUTTONS,
  /** {@code mekiki publish}, and cameras that write by themselves. */
  PUBLISH,
  /** {@code mekiki teach}. */
  TEACH,
  /** {@code mekiki watch}. */
  WATCH
}
