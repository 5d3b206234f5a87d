/** Tests of the package of the same name. */
@NullMarked
package io.sbc.kit.net;

import org.jspecify.annotations.NullMarked;
