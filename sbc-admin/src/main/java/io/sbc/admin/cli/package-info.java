/**
 * The command line: one picocli class per command. Exit codes are 0 for done, 1 for failed, 2 for wrong usage. Errors of
 * the user's go to standard error in sentences, never as stack traces. Runs on the main thread.
 */
@NullMarked
package io.sbc.admin.cli;

import org.jspecify.annotations.NullMarked;
