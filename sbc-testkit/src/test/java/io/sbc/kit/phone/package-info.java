/** Tests of the package of the same name. */
@NullMarked
package io.sbc.kit.phone;

import org.jspecify.annotations.NullMarked;
