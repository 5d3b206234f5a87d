/** Tests of the package of the same name. */
@NullMarked
package io.sbc.kit.pbx;

import org.jspecify.annotations.NullMarked;
