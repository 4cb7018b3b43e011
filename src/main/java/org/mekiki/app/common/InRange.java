package org.mekiki.app.common;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The valid numbers of an option. They are checked, and told, before its command begins. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.PARAMETER})
public @interface InRange {
  /** The smallest valid number. */
  double from() default Double.NEGATIVE_INFINITY;

  /** The largest valid number. */
  double to() default Double.POSITIVE_INFINITY;

  /** Valid numbers are larger. */
  double above() default Double.NEGATIVE_INFINITY;

  /** Valid numbers are smaller. */
  double below() default Double.POSITIVE_INFINITY;
}
