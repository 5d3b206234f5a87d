/** Tests of the package of the same name. */
@NullMarked
package io.sbc.kit.demo;

import org.jspecify.annotations.NullMarked;
