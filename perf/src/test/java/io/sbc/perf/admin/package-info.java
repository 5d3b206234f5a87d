/** That the benchmark of the admin plane still runs. */
@NullMarked
package io.sbc.perf.admin;

import org.jspecify.annotations.NullMarked;
