@NullMarked
package io.sbc.media.tap;

import org.jspecify.annotations.NullMarked;
