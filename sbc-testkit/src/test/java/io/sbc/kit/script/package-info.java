/** Tests of scripted peers. */
@NullMarked
package io.sbc.kit.script;

import org.jspecify.annotations.NullMarked;
