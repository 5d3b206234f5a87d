@NullMarked
package io.sbc.core.capture;

import org.jspecify.annotations.NullMarked;
