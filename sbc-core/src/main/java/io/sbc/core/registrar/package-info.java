/**
 * Registration of the devices here and through to the PBX.
 */
@NullMarked
package io.sbc.core.registrar;

import org.jspecify.annotations.NullMarked;
