/**
 * Levels of the log that are changed for a while: {@link io.sbc.admin.logging.LogLevels} sets them and takes them back by itself. Called from
 * virtual threads.
 */
@NullMarked
package io.sbc.admin.logging;

import org.jspecify.annotations.NullMarked;
