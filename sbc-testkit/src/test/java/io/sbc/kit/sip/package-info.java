/** Tests of the package of the same name. */
@NullMarked
package io.sbc.kit.sip;

import org.jspecify.annotations.NullMarked;
