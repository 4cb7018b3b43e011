package org.mekiki.inspect.alarm;

/** What alarms go by: what became of a frame, or that there may be frames missing. */
public sealed interface Watched permits FrameOutcome, Gap {}
