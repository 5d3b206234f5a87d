/** Tests of the package of the same name. */
@NullMarked
package io.sbc.kit.sdp;

import org.jspecify.annotations.NullMarked;
