package io.sbc.e2e;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The row of {@code flows.tsv} that a test holds. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@Repeatable(Flow.Several.class)
public @interface Flow {
    /** As in the column of that name: {@code rfc3665}. */
    String source();

    /** As in the column of that name: {@code 3.8}, or {@code -} for the whole document. */
    String section() default "-";

    /** What {@link Repeatable} wants. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.METHOD)
    @interface Several {
        Flow[] value();
    }
}
