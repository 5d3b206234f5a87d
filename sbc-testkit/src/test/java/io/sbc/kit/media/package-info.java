/** Tests of the package of the same name. */
@NullMarked
package io.sbc.kit.media;

import org.jspecify.annotations.NullMarked;
