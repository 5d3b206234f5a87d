/** What the SBC stands on, over HTTP: the findings of {@code io.sbc.admin.doctor}. On virtual threads. */
@NullMarked
package io.sbc.admin.http.doctor;

import org.jspecify.annotations.NullMarked;
