package io.sbc.core.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;

class DigestHa1Test {

    /** RFC 7616 §3.9.1: user, realm and password of the example; the values by md5sum and sha256sum. */
    @Test
    void shouldHashUserRealmAndPassword() {
        DigestHa1 ha1 = DigestHa1.of("Mufasa", "http-auth@example.org", new Secret("Circle of Life"));

        assertEquals("3d78807defe7de2157e2b0b6573a855f", ha1.md5());
        assertEquals("7987c64c30e25f1b74be53f966b49b90f2808aa92faf9a00262392d7b4794232", ha1.sha256());
    }

    @Test
    void shouldPrintNeitherValue() {
        DigestHa1 ha1 = DigestHa1.of("u", "r", new Secret("p"));

        assertFalse(ha1.toString().contains(ha1.md5()));
        assertFalse(ha1.toString().contains(ha1.sha256()));
    }
}
