/** Tests of the package of the same name. */
@NullMarked
package io.sbc.kit.audio;

import org.jspecify.annotations.NullMarked;
