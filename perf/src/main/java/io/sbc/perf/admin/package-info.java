/**
 * The admin plane under load: the shipped server as a process, a consumer let in by OAuth as a PBX's provisioning manager is, and clients that
 * sign each request. {@link io.sbc.perf.admin.AdminBench} starts it and prints the table.
 */
@NullMarked
package io.sbc.perf.admin;

import org.jspecify.annotations.NullMarked;
